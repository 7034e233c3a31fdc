import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../src/codec/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { pointsOf, windowGap, windowRows, windowsOf } from '../../src/data/index.ts'

const series = (length: number, width = 1): Dataset<Float64Array> => ({
  sizes: [width],
  length,
  values: Float64Array.from({ length: length * width }, (_, at) => at + 0.25),
})

describe('windows', () => {
  it('lie over a series, and come with the points after them', () => {
    const { rows, target } = orThrow(windowsOf(series(7, 2), { length: 3, stride: 2, horizon: 1 }))
    expect(rows).toMatchObject({ sizes: [3, 2], length: 2 })
    expect([...rows.values].map(Math.floor)).toEqual([0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9])
    expect(target).toMatchObject({ sizes: [1, 2], length: 2 })
    expect([...(target?.values ?? [])].map(Math.floor)).toEqual([6, 7, 10, 11])
  })

  it('stay within one series', () => {
    const { rows } = orThrow(windowsOf({ ...series(5), ids: ['a', 'a', 'b', 'b', 'b'] }, { length: 2 }))
    expect([...rows.values].map(Math.floor)).toEqual([0, 1, 2, 3, 3, 4])
    expect(rows.ids).toEqual(['a', 'b', 'b'])
  })

  it('span points with names of their own: time stamps', () => {
    const { starts } = orThrow(windowsOf({ ...series(4), ids: ['9:00', '9:05', '9:10', '9:15'] }, { length: 3 }))
    expect(starts).toEqual([0, 1])
  })

  it('give the points back, the mean of all windows over a point; others are missing', () => {
    const sizes = { length: fc.integer({ min: 1, max: 6 }), stride: fc.integer({ min: 1, max: 6 }) }
    fc.assert(
      fc.property(fc.record(sizes), fc.integer({ min: 6, max: 30 }), (settings, points) => {
        const whole = series(points, 2)
        const back = pointsOf(orThrow(windowsOf(whole, settings)).rows, settings, points)
        for (const [at, value] of whole.values.entries())
          if (back.mask?.[at] !== 0) expect(back.values[at]).toBeCloseTo(value, 12)
        if (settings.stride <= settings.length) expect(back.mask?.slice(0, 2 * settings.length) ?? [1]).not.toContain(0)
      }),
    )
    const { mask } = pointsOf(orThrow(windowsOf(series(6), { length: 2, stride: 3 })).rows, { stride: 3 }, 6)
    expect(mask).toEqual(Float32Array.of(1, 1, 0, 1, 1, 0))
  })

  it('refuse a series that is too short, and sizes that are none', () => {
    const report = (settings: { length: number; stride?: number }): string => {
      const found = windowsOf(series(4), settings)
      return Either.isLeft(found) ? drawFaults(found.left) : ''
    }
    expect(report({ length: 5 })).toBe(
      'windows: expected a series of at least 5 points, found 4 (take shorter windows)',
    )
    expect(report({ length: 2, stride: 0 })).toContain('length and stride of at least 1')
  })
})

describe('rows of windows', () => {
  const points: Dataset<Float64Array> = {
    ...series(4, 2),
    columns: ['load', 'heat'],
    schema: [
      { kind: 'number', name: 'load' },
      { kind: 'count', name: 'heat' },
    ],
  }

  it('name every entry, and have the points behind them as target', () => {
    const { rows, starts } = orThrow(windowRows(points, { length: 2, horizon: 1 }))
    expect(rows.columns).toEqual(['load.0', 'heat.0', 'load.1', 'heat.1'])
    expect(rows.schema?.map(({ kind, name }) => [kind, name])).toEqual([
      ['number', 'load.0'],
      ['count', 'heat.0'],
      ['number', 'load.1'],
      ['count', 'heat.1'],
    ])
    expect(rows.target?.sizes).toEqual([1, 2])
    expect(starts).toEqual([0, 1])
  })

  it('take columns of numbers alone', () => {
    const city: Dataset<Float64Array> = { ...points, schema: [{ kind: 'category', name: 'city', values: ['a'] }] }
    const found = windowRows(city, { length: 2 })
    expect(Either.isLeft(found) ? drawFaults(found.left) : '').toContain('leave it out with exclude')
  })

  it('that reach into the next part are as many as overlap with its first', () => {
    expect(
      [{ length: 3 }, { length: 3, stride: 2 }, { length: 3, stride: 3 }, { length: 3, horizon: 2 }].map(windowGap),
    ).toEqual([2, 1, 0, 4])
  })
})
