import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointAgreement, rangeAgreement } from '../../../src/statistics/index.ts'

const flags = (text: string): ReadonlyArray<boolean> => Array.from(text, (letter) => letter === 'x')

describe('range-based precision and recall', () => {
  const anomalous = flags('.xxxx...xx')

  it('by hand: a range that is found in two pieces counts half of what is found', () => {
    // The first range has 2 of 4 points in 2 pieces: 1/2 · 1/2; the second none of its 2. Both pieces lie in it.
    expect(rangeAgreement(flags('.x.x......'), anomalous)).toMatchObject({ recall: 1 / 8, precision: 1 })
    const known = rangeAgreement(flags('.x.x......'), anomalous, { existence: 0.5 })
    expect(known.recall).toBe((0.5 + 0.5 / 4) / 2)
    expect(rangeAgreement(flags('.x.x......'), anomalous, { cardinality: () => 1 }).recall).toBe(1 / 4)
  })

  it('by hand: points count by where they lie in an anomalous range', () => {
    const first = flags('.x........')
    const recall = (bias: 'flat' | 'front' | 'back' | 'middle') => rangeAgreement(first, anomalous, { bias }).recall
    expect([recall('flat'), recall('front'), recall('back'), recall('middle')]).toEqual([1 / 8, 4 / 20, 1 / 20, 1 / 12])
  })

  it('by hand: a flagged range that reaches beyond', () => {
    // Of 6 flagged points 3 lie in the first range and 1 in the second: (4/6) · 1/2.
    expect(rangeAgreement(flags('..xxxxxxx.'), anomalous).precision).toBeCloseTo((4 / 7) * (1 / 2), 14)
  })

  it('are those of points where all ranges are single points', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 12 }), (points) => {
        const apart = (which: 0 | 1): ReadonlyArray<boolean> => points.flatMap((point) => [point[which], false])
        const [ranges, single] = [rangeAgreement, pointAgreement].map((measure) => measure(apart(0), apart(1)))
        expect(ranges?.precision).toBeCloseTo(single?.precision ?? -1, 12)
        expect(ranges?.recall).toBeCloseTo(single?.recall ?? -1, 12)
      }),
    )
  })
})
