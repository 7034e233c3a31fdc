import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import { countFor, varianceShares } from '../../src/statistics/index.ts'

describe('varianceShares', () => {
  it('are the variances of uncorrelated columns, the greatest first, and add up to 1', () => {
    const values = Float32Array.from(
      [...Array.from({ length: 4 }).keys()].flatMap((i) => [i % 2 === 0 ? 1 : -1, i < 2 ? 3 : -3, 5]),
    )
    const shares = varianceShares({ sizes: [3], length: 4, values })
    expect([...shares].map((share) => Number(share.toFixed(9)))).toEqual([0.9, 0.1, 0])
    expect(countFor(shares, 0.9)).toBe(1)
    expect(countFor(shares, 0.91)).toBe(2)
    expect(countFor(shares, 1)).toBe(2)
  })

  it('is 0 of rows that do not vary, and sums to 1 of any others', () => {
    expect([...varianceShares({ sizes: [2], length: 3, values: new Float32Array(6) })]).toEqual([0, 0])
    const values = Float32Array.from(draw(stream(4), 60, { kind: 'normal' }))
    expect(varianceShares({ sizes: [6], length: 10, values }).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
  })
})
