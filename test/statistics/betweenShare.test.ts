import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betweenShare } from '../../src/statistics/index.ts'

describe('the share of variance between groups', () => {
  const points = (values: ReadonlyArray<number>, width = 1) => ({
    length: values.length / width,
    width,
    values: Float64Array.from(values),
  })

  it('is 1 where points differ between groups alone, 0 where groups have one mean', () => {
    expect(betweenShare(points([1, 1, 5, 5]), [0, 0, 1, 1])).toBe(1)
    expect(betweenShare(points([1, 5, 1, 5]), [0, 0, 1, 1])).toBe(0)
    expect(betweenShare(points([1, 0, 1, 0, 5, 1, 5, 1], 2), [0, 0, 1, 1])).toBe(1)
  })

  it('by hand: six points in two groups', () => {
    // Σ (x − 3.5)² of 1, 2, 3, 4, 5, 6 is 17.5, within groups 2 + 2: 1 − (4 / 17.5) · 5 / 4.
    expect(betweenShare(points([1, 2, 3, 4, 5, 6]), [0, 0, 0, 1, 1, 1])).toBeCloseTo(1 - (4 / 17.5) * (5 / 4), 14)
  })

  it('does not depend on shift, scale, order or the numbers of groups', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(3)), { minLength: 6, maxLength: 20 })
    fc.assert(
      fc.property(rows, (pairs) => {
        const share = betweenShare(
          points(pairs.map(([x]) => x)),
          pairs.map(([, g]) => g),
        )
        const turned = pairs.toReversed()
        const other = betweenShare(
          points(turned.map(([x]) => 3 - 2 * x)),
          turned.map(([, g]) => 3 - g),
        )
        if (share === undefined) expect(other).toBeUndefined()
        else expect(other).toBeCloseTo(share, 9)
      }),
    )
  })

  it('is undefined for equal points, and for groups of one', () => {
    expect(betweenShare(points([2, 2, 2]), [0, 0, 1])).toBeUndefined()
    expect(betweenShare(points([1, 2, 3]), [0, 1, 2])).toBeUndefined()
  })
})
