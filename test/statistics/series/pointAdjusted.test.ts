import { describe, expect, it } from 'vitest'
import { pointAdjusted, pointAgreement } from '../../../src/statistics/index.ts'

const flags = (text: string): ReadonlyArray<boolean> => Array.from(text, (letter) => letter === 'x')

describe('point-adjusted flags', () => {
  const anomalous = flags('..xxxx..xx')
  const flagged = flags('x...x.....')

  it('flag a range as a whole that has one flag', () => {
    expect(pointAdjusted(flagged, anomalous)).toEqual(flags('x.xxxx....'))
  })

  it('make precision and recall look better than they are point by point', () => {
    expect(pointAgreement(flagged, anomalous)).toEqual({ precision: 1 / 2, recall: 1 / 6, f1: 1 / 4 })
    expect(pointAgreement(pointAdjusted(flagged, anomalous), anomalous)).toMatchObject({
      precision: 4 / 5,
      recall: 4 / 6,
    })
    expect(pointAgreement(flags('....'), flags('..x.'))).toEqual({ precision: 0, recall: 0, f1: 0 })
  })
})
