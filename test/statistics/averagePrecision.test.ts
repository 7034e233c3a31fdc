import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../src/codec/index.ts'
import {
  averagePrecision,
  precisionAtN,
  rankedAveragePrecision,
  rankedRocAuc,
  rankingOf,
  rocAuc,
} from '../../src/statistics/index.ts'
import { saved } from './labels.ts'

describe('figures of a ranking agree with scikit-learn, with ties and with counts', () => {
  it.each(saved.cases)('case %#', ({ scores, anomalous, weights, ...expected }) => {
    const ranking = orThrow(rankingOf(scores))
    expect(orThrow(rocAuc(scores, anomalous))).toBeCloseTo(expected.rocAuc, 10)
    expect(orThrow(averagePrecision(scores, anomalous))).toBeCloseTo(expected.averagePrecision, 10)
    expect(rankedRocAuc(ranking, anomalous, weights)).toBeCloseTo(expected.weightedRocAuc, 10)
    expect(rankedAveragePrecision(ranking, anomalous, weights)).toBeCloseTo(expected.weightedAveragePrecision, 10)
    if (expected.precisionAtN !== null)
      expect(orThrow(precisionAtN(scores, anomalous))).toBeCloseTo(expected.precisionAtN, 10)
  })
})

describe('precision at n', () => {
  it('gives rows of equal scores at the end the share that has a place', () => {
    const labels = [true, false, true, false]
    expect(orThrow(precisionAtN([4, 3, 2, 1], labels, 3))).toBeCloseTo(2 / 3, 12)
    // One place for three rows, one of which is an anomaly.
    expect(orThrow(precisionAtN([4, 3, 3, 3], labels, 2))).toBeCloseTo((1 + 1 / 3) / 2, 12)
  })

  it('refuses a number of rows that there is not', () => {
    for (const n of [0, 1.5, 4, Number.NaN])
      expect(precisionAtN([1, 2, 3], [true, false, false], n)).toMatchObject({ left: [{ where: 'n' }] })
  })
})

describe('what is undefined is a fault', () => {
  it.each([
    ['no anomalies', [1, 2], [false, false], { fault: 'one class', expected: 'some rows that are anomalies' }],
    ['no normal rows', [1, 2], [true, true], { fault: 'one class', expected: 'some rows that are normal' }],
    ['too few labels', [1, 2, 3], [true, false], { fault: 'wrong length', found: '2' }],
    ['a score that is NaN', [1, Number.NaN], [true, false], { fault: 'not a number', where: 'scores, row 2' }],
  ])('%s', (_, scores, anomalous, fault) => {
    for (const figure of [rocAuc, averagePrecision, precisionAtN]) {
      const result = figure(scores, anomalous)
      expect(Either.isLeft(result) ? result.left[0] : result).toMatchObject(fault)
    }
  })
})
