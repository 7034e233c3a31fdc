import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binned, entropy, mutualInformation } from '../../src/statistics/index.ts'
import { saved } from './saved.ts'

describe('mutual information', () => {
  it('is that of scikit-learn', () => {
    expect(mutualInformation(saved.labels, saved.clusters)).toBeCloseTo(saved.mutualInformation, 12)
  })

  it('is never negative, at most either entropy, and the entropy itself of equal labels', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('a', 'b', 'c')), { minLength: 1 })
    fc.assert(
      fc.property(pairs, (rows) => {
        const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)]
        const shared = mutualInformation(a, b)
        expect(shared).toBeGreaterThanOrEqual(0)
        expect(shared).toBeLessThanOrEqual(Math.min(entropy(a), entropy(b)) + 1e-12)
        expect(mutualInformation(a, a)).toBeCloseTo(entropy(a), 12)
      }),
    )
  })

  it('puts numbers into bins of equal width', () => {
    expect([...binned([0, 1, 2, 3, 4, 8], 4)]).toEqual([0, 0, 1, 1, 2, 3])
    expect([...binned([5, 5], 4)]).toEqual([0, 0])
  })
})
