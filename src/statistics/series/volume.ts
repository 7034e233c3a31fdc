import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import type { Range } from './ranges.ts'
import { rangesOf } from './ranges.ts'

/** Areas under a curve of thresholds, or their means over buffers. */
export interface Areas {
  readonly roc: number
  readonly pr: number
}

/**
 * Labels between 0 and 1 that fall off beside anomalous ranges [s, e]: √(1 − |i − s| / ℓ) for the ℓ/2 points before s, and
 * likewise behind e; at most 1 where they meet.
 */
export const softLabels = (anomalous: ReadonlyArray<boolean>, buffer: number): Float64Array => {
  const labels = Float64Array.from(anomalous, Number)
  const half = Math.floor(buffer / 2)
  for (const { start, stop } of rangesOf(anomalous))
    for (let distance = 1; distance <= half; distance++) {
      const soft = Math.sqrt(1 - distance / buffer)
      for (const at of [start - distance, stop - 1 + distance])
        if (at >= 0 && at < labels.length) labels[at] = Math.min(1, (labels[at] ?? 0) + soft)
    }
  return labels
}

/** The number of the range that each point is in; −1 outside of all. */
const memberOf = (ranges: ReadonlyArray<Range>, length: number): Int32Array => {
  const member = new Int32Array(length).fill(-1)
  ranges.forEach(({ start, stop }, i) => member.fill(i, start, stop))
  return member
}

const sum = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((a, b) => a + b, 0)

/** The trapezium between two points of a curve. */
const trapezium = (width: number, a: number, b: number): number => (width * (a + b)) / 2

/** The areas for one buffer; `order` has the points by falling score. */
const areasOf = (
  scores: ArrayLike<number>,
  order: ReadonlyArray<number>,
  anomalous: ReadonlyArray<boolean>,
  buffer: number,
): Areas => {
  const labels = softLabels(anomalous, buffer)
  const ranges = rangesOf(Array.from(labels, (label) => label > 0))
  const member = memberOf(ranges, labels.length)
  const positive = (anomalous.filter((is) => is).length + sum(labels)) / 2
  const negative = labels.length - positive
  const met = new Set<number>()
  let [truePositives, roc, pr] = [0, 0, 0]
  let last = { tpr: 0, fpr: 0, precision: 1 }
  for (let at = 0; at < order.length;) {
    const score = scores[order[at] ?? 0]
    for (; at < order.length && scores[order[at] ?? 0] === score; at++) {
      const point = order[at] ?? 0
      truePositives += labels[point] ?? 0
      if (member[point] !== -1) met.add(member[point] ?? 0)
    }
    const tpr = Math.min(1, truePositives / positive) * (met.size / ranges.length)
    const next = { tpr, fpr: (at - truePositives) / negative, precision: truePositives / at }
    roc += trapezium(next.fpr - last.fpr, last.tpr, next.tpr)
    pr += trapezium(next.tpr - last.tpr, last.precision, next.precision)
    last = next
  }
  return { roc: roc + trapezium(1 - last.fpr, last.tpr, 1), pr }
}

/** The order of points by falling score, or why there is no curve. */
const orderOf = (scores: ArrayLike<number>, anomalous: ReadonlyArray<boolean>): Fallible<ReadonlyArray<number>> => {
  const count = anomalous.filter((is) => is).length
  if (count === 0 || count === anomalous.length)
    return failure({
      fault: 'one class',
      where: 'labels of points',
      expected: 'some anomalous points and some that are not',
      found: count === 0 ? 'no anomalous point' : 'anomalous points alone',
    })
  return Either.right([...anomalous.keys()].toSorted((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0)))
}

/**
 * The areas under the range-based ROC and precision–recall curves over all thresholds (Paparrizos et al. 2022, "Volume under
 * the surface", section 4.1), with labels ℓ̃ that fall off over a buffer, P = (Σ labels + Σ ℓ̃) / 2 and
 *
 *     TPR = min(1, Σ ℓ̃·flag / P) · share of ranges with a flag      FPR = Σ (1 − ℓ̃)·flag / (n − P)
 */
export const rangeAreas = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  buffer: number,
): Fallible<Areas> =>
  Either.map((order: ReadonlyArray<number>) => areasOf(scores, order, anomalous, buffer))(orderOf(scores, anomalous))

/**
 * VUS-ROC and VUS-PR: the means of those areas over the buffers 0, 1, …, `longest` (the same paper, section 4.2), so that no
 * buffer has to be chosen. `longest` is the length of a period of the series, or of a window.
 */
export const volumeUnderSurface = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  longest: number,
): Fallible<Areas> =>
  Either.map((order: ReadonlyArray<number>): Areas => {
    const areas = Array.from({ length: longest + 1 }, (_, buffer) => areasOf(scores, order, anomalous, buffer))
    return { roc: sum(areas.map(({ roc }) => roc)) / areas.length, pr: sum(areas.map(({ pr }) => pr)) / areas.length }
  })(orderOf(scores, anomalous))
