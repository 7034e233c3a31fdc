import { describe, expect, it } from 'vitest'
import { confusionAt, f1Of, falseAlarmsOf, precisionOf, recallOf } from '../../src/statistics/index.ts'
import { saved } from './labels.ts'

describe('confusion matrix', () => {
  it.each(saved.cases)('agrees with scikit-learn, case %#', ({ scores, anomalous, threshold, ...expected }) => {
    const confusion = confusionAt(scores, anomalous, threshold)
    expect(confusion).toEqual(expected.confusion)
    expect(precisionOf(confusion)).toBeCloseTo(expected.precision, 12)
    expect(recallOf(confusion)).toBeCloseTo(expected.recall, 12)
    expect(f1Of(confusion)).toBeCloseTo(expected.f1, 12)
    const { falsePositives, trueNegatives } = expected.confusion
    expect(falseAlarmsOf(confusion)).toBeCloseTo(falsePositives / (falsePositives + trueNegatives), 12)
  })

  it('leaves undefined what has no rows', () => {
    const none = { truePositives: 0, falsePositives: 0, trueNegatives: 3, falseNegatives: 0 }
    expect([precisionOf(none), recallOf(none), f1Of(none)]).toEqual([undefined, undefined, undefined])
    expect(falseAlarmsOf({ ...none, trueNegatives: 0 })).toBeUndefined()
  })
})
