import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../src/codec/index.ts'
import { quantile, rocAuc } from '../../src/statistics/index.ts'

describe('ROC AUC', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8), fc.boolean()), { minLength: 2, maxLength: 40 }), (pairs) => {
        const scores = pairs.map(([score]) => score)
        const odd = pairs.map(([, is]) => is)
        fc.pre(odd.includes(true) && odd.includes(false))
        let [right, all] = [0, 0]
        for (const [i, a] of scores.entries())
          for (const [j, b] of scores.entries())
            if (odd[i] === true && odd[j] === false) {
              all++
              right += a > b ? 1 : a === b ? 0.5 : 0
            }
        expect(orThrow(rocAuc(scores, odd))).toBeCloseTo(right / all, 12)
      }),
    )
  })
})

describe('quantile', () => {
  it('is linear between neighbours', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([1, 2, 4, 8, 16], q))).toEqual([1, 2, 4, 12.8, 16])
    expect(quantile([3], 0.7)).toBe(3)
  })
})
