import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import { apply, applyAll, fit, invert, invertAll, steps } from '../../src/preprocessing/index.ts'

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
