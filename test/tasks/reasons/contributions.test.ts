import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byColumn, errorContributions } from '../../../src/tasks/index.ts'

const width = 4
const rows = fc.array(fc.array(fc.integer({ min: -64, max: 64 }), { minLength: width, maxLength: width }), {
  minLength: 1,
  maxLength: 5,
})

describe('contributions', () => {
  it('of all entries, and of all columns, add up to the score', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.nat(2), { minLength: width, maxLength: width }),
        fc.nat(1000),
        (found, origins, seed) => {
          const values = Float32Array.from(found.flat())
          const output = {
            shape: [found.length, width],
            data: values.map((value, at) => value + ((at * 7 + seed) % 5) - 2),
          }
          const mask = values.map((_, at) => Number((at + seed) % 3 !== 0))
          const scores = found.map((_, row) => (row + seed) / 2048)
          const entries = errorContributions({ sizes: [width], values, mask }, output, scores)
          const columns = byColumn(entries, origins, 3)
          for (const { values: parts, width: count } of [entries, columns])
            for (const [row, score] of scores.entries()) {
              const sum = parts.slice(row * count, (row + 1) * count).reduce((a, b) => a + b, 0)
              expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-12 * (1 + score))
            }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('are the addends of a mean of squared errors', () => {
    const values = Float32Array.of(1, 2, 3, 4)
    const output = { shape: [1, 4], data: Float32Array.of(1, 4, 3, 3) }
    const { values: parts } = errorContributions({ sizes: [4], values }, output, [5 / 4])
    expect([...parts]).toEqual([0, 1, 0, 0.25])
  })

  it('give a missing entry nothing', () => {
    const target = { sizes: [2], values: Float32Array.of(0, 2), mask: Float32Array.of(0, 1) }
    expect([...errorContributions(target, { shape: [1, 2], data: Float32Array.of(9, 1) }, [3]).values]).toEqual([0, 3])
  })
})
