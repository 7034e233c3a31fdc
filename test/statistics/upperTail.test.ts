import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { surprise, upperTail } from '../../src/statistics/index.ts'

const numbers = fc
  .array(fc.integer({ min: -2048, max: 2048 }), { minLength: 1, maxLength: 60 })
  .map((all) => Float64Array.from(all, (value) => value / 2048).toSorted())

describe('surprise', () => {
  it('is −log of the share of numbers that are at least as high, then rises by the mean excess', () => {
    const sorted = Float64Array.from({ length: 101 }, (_, i) => i)
    const tail = upperTail(sorted)
    expect(tail.start).toBe(90)
    expect(tail.scale).toBe(5.5)
    expect(surprise(tail, 51)).toBeCloseTo(-Math.log(1 - 51 / 102), 12)
    expect(surprise(tail, -1)).toBeCloseTo(0, 12)
    expect(surprise(tail, 101)).toBeCloseTo(-Math.log(0.1) + 2, 12)
  })

  it('is finite, at least 0, and never falls as the number rises', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: -4096, max: 4096 }),
        fc.integer({ min: -4096, max: 4096 }),
        (sorted, a, b) => {
          const tail = upperTail(sorted)
          const [low, high] = [surprise(tail, Math.min(a, b) / 2048), surprise(tail, Math.max(a, b) / 2048)]
          return low >= 0 && high >= low && Number.isFinite(high)
        },
      ),
    )
  })
})
