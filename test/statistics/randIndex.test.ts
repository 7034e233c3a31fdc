import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedRandIndex } from '../../src/statistics/index.ts'
import { saved } from './saved.ts'

const labelling = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 20 })

describe('the adjusted Rand index', () => {
  it('is that of scikit-learn', () => {
    expect(adjustedRandIndex(saved.labels, saved.clusters)).toBeCloseTo(saved.adjustedRandIndex, 12)
  })

  it('is 1 for the same partition under other names, and symmetric', () => {
    fc.assert(
      fc.property(labelling, labelling, (a, b) => {
        const [first, second] = [a.slice(0, b.length), b.slice(0, a.length)]
        expect(
          adjustedRandIndex(
            first,
            first.map((label) => `x${9 - label}`),
          ),
        ).toBeCloseTo(1, 12)
        expect(adjustedRandIndex(first, second)).toBeCloseTo(adjustedRandIndex(second, first), 12)
      }),
    )
  })
})
