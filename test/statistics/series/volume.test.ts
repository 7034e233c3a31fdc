import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { rangeAreas, rocAuc, volumeUnderSurface } from '../../../src/statistics/index.ts'

/** The labels of the paper, point by point. */
const slowLabels = (anomalous: ReadonlyArray<boolean>, buffer: number): ReadonlyArray<number> =>
  anomalous.map((is, i) => {
    if (is) return 1
    let label = 0
    for (let e = 0; e < anomalous.length; e++) {
      const [ends, begins] = [
        anomalous[e] === true && anomalous[e + 1] !== true,
        anomalous[e] === true && anomalous[e - 1] !== true,
      ]
      if (ends && i > e && i - e <= Math.floor(buffer / 2)) label += Math.sqrt(1 - (i - e) / buffer)
      if (begins && i < e && e - i <= Math.floor(buffer / 2)) label += Math.sqrt(1 - (e - i) / buffer)
    }
    return Math.min(1, label)
  })

/** One threshold of the paper: flags at or above it, the sums written out. */
const slowRates = (
  scores: ReadonlyArray<number>,
  anomalous: ReadonlyArray<boolean>,
  buffer: number,
  threshold: number,
) => {
  const labels = slowLabels(anomalous, buffer)
  const flags = scores.map((score) => (score >= threshold ? 1 : 0))
  const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)
  const positive = (total(anomalous.map(Number)) + total(labels)) / 2
  const hit = labels.map((label, i) => label * (flags[i] ?? 0))
  let [ranges, found] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    if (!((labels[i] ?? 0) > 0) || (labels[i - 1] ?? 0) > 0) continue
    ranges++
    let any = false
    for (let j = i; (labels[j] ?? 0) > 0; j++) any ||= flags[j] === 1
    if (any) found++
  }
  return {
    tpr: (Math.min(1, total(hit) / positive) * found) / ranges,
    fpr: (total(flags) - total(hit)) / (labels.length - positive),
    precision: total(hit) / total(flags),
  }
}

const slowAreas = (scores: ReadonlyArray<number>, anomalous: ReadonlyArray<boolean>, buffer: number) => {
  const thresholds = [...new Set(scores)].toSorted((a, b) => b - a)
  const curve = [
    { tpr: 0, fpr: 0, precision: 1 },
    ...thresholds.map((threshold) => slowRates(scores, anomalous, buffer, threshold)),
  ]
  let [roc, pr] = [0, 0]
  for (const [i, b] of [...curve.slice(1), { tpr: 1, fpr: 1, precision: undefined }].entries()) {
    const a = curve[i]
    if (a === undefined) continue
    roc += ((b.fpr - a.fpr) * (a.tpr + b.tpr)) / 2
    if (b.precision !== undefined) pr += ((b.tpr - a.tpr) * (a.precision + b.precision)) / 2
  }
  return { roc, pr }
}

const series = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 24 })
  .map((points) => ({ scores: points.map(([score]) => score), anomalous: points.map(([, is]) => is) }))
  .filter(({ anomalous }) => anomalous.includes(true) && anomalous.includes(false))

describe('areas under range-based curves', () => {
  it('are those of the definition, point by point', () => {
    fc.assert(
      fc.property(series, fc.nat(8), ({ scores, anomalous }, buffer) => {
        const [fast, slow] = [orThrow(rangeAreas(scores, anomalous, buffer)), slowAreas(scores, anomalous, buffer)]
        expect(fast.roc).toBeCloseTo(slow.roc, 12)
        expect(fast.pr).toBeCloseTo(slow.pr, 12)
      }),
    )
  })

  it('are the ROC AUC without a buffer, where there is one anomalous range of one point', () => {
    const scores = [3, 1, 4, 1, 5, 2, 6, 5]
    for (const [at] of scores.entries()) {
      const anomalous = scores.map((_, i) => i === at)
      expect(orThrow(rangeAreas(scores, anomalous, 0)).roc).toBeCloseTo(orThrow(rocAuc(scores, anomalous)), 12)
    }
  })

  it('are 1 for scores that rank the soft labels', () => {
    const anomalous = [false, false, false, true, true, false, false, false]
    expect(orThrow(rangeAreas([0, 0, 0, 1, 1, 0, 0, 0], anomalous, 0))).toEqual({ roc: 1, pr: 1 })
  })

  it('have the volume as their mean over buffers', () => {
    const [scores, anomalous] = [
      [0, 2, 3, 9, 4, 1, 0, 7],
      [false, false, false, true, true, false, false, false],
    ]
    const areas = [0, 1, 2, 3].map((buffer) => slowAreas(scores, anomalous, buffer))
    const volume = orThrow(volumeUnderSurface(scores, anomalous, 3))
    expect(volume.roc).toBeCloseTo(areas.reduce((sum, { roc }) => sum + roc, 0) / 4, 12)
    expect(volume.pr).toBeCloseTo(areas.reduce((sum, { pr }) => sum + pr, 0) / 4, 12)
  })

  it('are undefined for one class, and say so', () => {
    expect(Either.isLeft(volumeUnderSurface([1, 2], [false, false], 2))).toBe(true)
    expect(Either.isLeft(rangeAreas([1, 2], [true, true], 2))).toBe(true)
  })
})
