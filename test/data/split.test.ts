import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import { select, split, take } from '../../src/data/index.ts'
import { apply, applyAll, fit, invert, invertAll, steps } from '../../src/preprocessing/index.ts'
import { stream } from '../../src/random/index.ts'

/** Rows that say their own number in every column. */
const counted = (length: number, width = 2): Dataset => ({
  sizes: [width],
  length,
  values: Float32Array.from({ length: length * width }, (_, i) => Math.floor(i / width)),
  labels: Array.from({ length }, (_, i) => `row ${i}`),
})

const rowsOf = ({ values, sizes, length }: Dataset): ReadonlyArray<number> =>
  Array.from({ length }, (_, i) => values[i * (sizes[0] ?? 1)] ?? -1)

describe('split', () => {
  it('parts are disjoint and together the whole, with their labels', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), fc.nat(40), fc.nat(40), (seed, length, v, t) => {
        const parts = split(stream(seed), counted(length), { validation: v / 100, test: t / 100 })
        const all = [parts.train, parts.validation, parts.test]
        expect(all.flatMap((part) => rowsOf(part)).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length }, (_, i) => i),
        )
        expect(parts.validation.length).toBe(Math.round((v / 100) * length))
        for (const part of all) expect(part.labels).toEqual(rowsOf(part).map((row) => `row ${row}`))
      }),
    )
  })

  it('is the same for the same seed, and keeps a test set that is given', () => {
    const given = counted(7)
    const [a, b] = [1, 1].map((seed) => split(stream(seed), counted(50), { validation: 0.2 }, given))
    expect(a).toEqual(b)
    expect(a?.test).toBe(given)
    expect(a?.train.length).toBe(40)
  })

  it('take and select keep everything that belongs to a row', () => {
    const data = { ...counted(5), weights: Float32Array.of(1, 2, 3, 4, 5), mask: new Float32Array(10).fill(1) }
    expect(select(data, [4, 1])).toMatchObject({
      length: 2,
      weights: Float32Array.of(5, 2),
      labels: ['row 4', 'row 1'],
    })
    expect(rowsOf(take(data, 3))).toEqual([0, 1, 2])
    expect(take(data, 9)).toBe(data)
  })
})

describe('preprocessing', () => {
  const data: Dataset = { sizes: [3], length: 4, values: Float32Array.of(1, 5, 10, 3, 5, 20, 5, 5, 30, 7, 5, 40) }

  it('min-max maps the training rows to [0, 1] and a constant column to 0', () => {
    const [fitted] = fit(steps, [{ step: 'minMax' }], data)
    expect(fitted).toEqual({ step: 'minMax', shift: [1, 5, 10], scale: [6, 1, 30] })
    if (fitted === undefined) throw new Error('one step')
    expect([...apply(fitted, data).values].filter((_, i) => i % 3 === 0).map((v) => v * 6)).toEqual(
      [0, 2, 4, 6].map((v) => Math.fround(v / 6) * 6),
    )
  })

  it('standard gives mean 0 and deviation 1', () => {
    const scaled = applyAll(fit(steps, [{ step: 'standard' }], data), data)
    for (const column of [0, 2]) {
      const values = [...scaled.values].filter((_, i) => i % 3 === column)
      expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5)
      expect(values.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 5)
    }
    expect([...scaled.values].filter((_, i) => i % 3 === 1)).toEqual([0, 0, 0, 0])
  })

  it('undone, gives back what it was given, for chains too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 6, maxLength: 30 }),
        fc.array(fc.constantFrom('minMax', 'standard'), { maxLength: 3 }),
        (numbers, names) => {
          const length = Math.floor(numbers.length / 3)
          const rows: Dataset = { sizes: [3], length, values: Float32Array.from(numbers.slice(0, 3 * length)) }
          const fitted = fit(
            steps,
            names.map((step) => ({ step })),
            rows,
          )
          const back = invertAll(fitted, applyAll(fitted, rows))
          for (const [i, value] of back.values.entries())
            expect(Math.abs(value - (rows.values[i] ?? 0))).toBeLessThan(1e-3)
        },
      ),
    )
  })

  it('does not see missing entries, and leaves them 0', () => {
    const mask = Float32Array.of(1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    const [fitted] = fit(steps, [{ step: 'minMax' }], {
      ...data,
      values: data.values.map((v, i) => (mask[i] === 0 ? -1000 : v)),
      mask,
    })
    expect(fitted?.shift[0]).toBe(1)
    if (fitted === undefined) throw new Error('one step')
    expect(apply(fitted, { ...data, mask }).values[3]).toBe(0)
    expect(invert(fitted, { ...data, mask }).values[3]).toBe(0)
  })
})
