import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import { select, split, splitRows, take } from '../../src/data/index.ts'
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

  it('takes calibration rows from those that were trained on, and from no other part', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 4, max: 200 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 30 }),
        (seed, length, v, c) => {
          const shares = { validation: v / 100, test: 0.2 }
          const before = split(stream(seed), counted(length), shares)
          const parts = split(stream(seed), counted(length), { ...shares, calibration: c / 100 })
          expect([parts.validation, parts.test]).toEqual([before.validation, before.test])
          const calibration = parts.calibration === undefined ? [] : rowsOf(parts.calibration)
          expect(calibration).toHaveLength(Math.round((c / 100) * length))
          expect([...calibration, ...rowsOf(parts.train)].toSorted((a, b) => a - b)).toEqual(rowsOf(before.train))
        },
      ),
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

describe('a split in the order of time', () => {
  it('has the last rows for test, and leaves out those that reach into the next part', () => {
    const { train, validation, test } = splitRows({ gap: 2 }, 20, { validation: 0.2, test: 0.1 }, false)
    expect([...test]).toEqual([18, 19])
    expect([...validation]).toEqual([14, 15])
    expect([...train]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect([...splitRows({ gap: 3 }, 5, {}, false).train]).toEqual([0, 1, 2, 3, 4])
  })
})
