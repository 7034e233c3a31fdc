import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset, RawDataset } from '../../src/data/index.ts'
import type { Fitted, StepSpec } from '../../src/preprocessing/index.ts'
import { applyAll, fit, invertAll, steps } from '../../src/preprocessing/index.ts'
import { orThrow as right } from '../../src/codec/index.ts'

const fitted = (specs: ReadonlyArray<StepSpec>, data: RawDataset): ReadonlyArray<Fitted> =>
  right(fit(steps, specs, data))
const applied = (list: ReadonlyArray<Fitted>, data: RawDataset): Dataset => right(applyAll(steps, list, data))

describe('preprocessing', () => {
  const data: Dataset = { sizes: [3], length: 4, values: Float32Array.of(1, 5, 10, 3, 5, 20, 5, 5, 30, 7, 5, 40) }

  it('min-max maps the training rows to [0, 1] and a constant column to 0', () => {
    const list = fitted([{ step: 'minMax' }], data)
    expect(list).toEqual([
      { step: 'minMax', shift: [1, 5, 10], scale: [6, 1, 30] },
      { step: 'impute', values: [0.5, 0, 0.5] },
    ])
    expect([...applied(list, data).values].filter((_, i) => i % 3 === 0).map((v) => v * 6)).toEqual(
      [0, 2, 4, 6].map((v) => Math.fround(v / 6) * 6),
    )
  })

  it('standard gives mean 0 and deviation 1', () => {
    const scaled = applied(fitted([{ step: 'standard' }], data), data)
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
          const list = fitted(
            names.map((step) => ({ step })),
            rows,
          )
          const back = invertAll(steps, list, applied(list, rows))
          for (const [i, value] of back.values.entries())
            expect(Math.abs(value - (rows.values[i] ?? 0))).toBeLessThan(1e-3)
        },
      ),
    )
  })

  it('does not see missing entries, which enter as the mean of the known training rows', () => {
    const mask = Float32Array.of(1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    const gaps: Dataset = { ...data, values: data.values.map((v, i) => (mask[i] === 0 ? -1000 : v)), mask }
    const list = fitted([{ step: 'minMax' }], gaps)
    expect(list[0]).toMatchObject({ shift: [1, 5, 10], scale: [6, 1, 30] })
    expect(applied(list, gaps).values[3]).toBe(Math.fround((0 + 4 + 6) / 6 / 3))
    expect(applied(fitted([{ step: 'standard' }], gaps), gaps).values[3]).toBe(0)
  })

  it('of an older file fills nothing in', () => {
    const mask = Float32Array.of(1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    expect(applied([{ step: 'minMax', shift: [1, 5, 10], scale: [6, 1, 30] }], { ...data, mask }).values[3]).toBe(0)
  })
})
