import { describe, expect, it } from 'vitest'
import { orThrow } from '../../src/codec/index.ts'
import { bestF1Threshold, confusionAt, f1Of, leastCostThreshold } from '../../src/statistics/index.ts'
import { saved } from './labels.ts'

describe('best thresholds', () => {
  it.each(saved.cases)('reach the best F1 and the least cost of all thresholds, case %#', (labelled) => {
    const { scores, anomalous } = labelled
    const best = orThrow(bestF1Threshold(scores, anomalous))
    expect(best.objective).toBeCloseTo(labelled.bestF1, 12)
    expect(f1Of(confusionAt(scores, anomalous, best.threshold))).toBeCloseTo(labelled.bestF1, 12)
    const cheapest = orThrow(leastCostThreshold(scores, anomalous, { falseAlarm: 3, miss: 7 }))
    const { falsePositives, falseNegatives } = confusionAt(scores, anomalous, cheapest.threshold)
    expect(-cheapest.objective).toBe(labelled.leastCost)
    expect(3 * falsePositives + 7 * falseNegatives).toBe(labelled.leastCost)
  })

  it('lie half way between two scores, or beyond all where no row or every row is to be flagged', () => {
    const labels = [false, true, false, true]
    expect(orThrow(bestF1Threshold([1, 5, 2, 7], labels)).threshold).toBe(3.5)
    expect(orThrow(leastCostThreshold([1, 5, 2, 7], labels, { falseAlarm: 1, miss: 0 })).threshold).toBe(7)
    const { threshold } = orThrow(leastCostThreshold([1, 5, 2, 1], labels, { falseAlarm: 1, miss: 9 }))
    expect(threshold).toBeLessThan(Math.fround(1))
    expect(Math.fround(threshold)).toBeLessThan(1)
  })
})
