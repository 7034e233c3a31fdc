import type { Agreement } from './pointAdjusted.ts'
import { f1Of } from './pointAdjusted.ts'
import type { Range } from './ranges.ts'
import { overlap, rangesOf } from './ranges.ts'

/** Which points of a range count more: all alike, the first, the last, those in the middle. */
export type PositionalBias = 'flat' | 'front' | 'back' | 'middle'

export interface RangeSettings {
  /** How much it counts that an anomalous range is found at all, against how much of it is found; 0 by default. */
  readonly existence?: number
  /** Which points of an anomalous range count more; all alike by default. For precision all points count alike. */
  readonly bias?: PositionalBias
  /** What the overlap is multiplied by where a range meets so many others, 2 or more; 1 / that number by default. */
  readonly cardinality?: (ranges: number) => number
}

/** δ(i, length) of the i-th point of a range, i from 1. */
const weight = (bias: PositionalBias, i: number, length: number): number => {
  switch (bias) {
    case 'flat':
      return 1
    case 'front':
      return length - i + 1
    case 'back':
      return i
    case 'middle':
      return i <= length / 2 ? i : length - i + 1
  }
}

/** ω: the weights of the points of a range that others have too, as a share of the weights of all. */
const covered = ({ start, stop }: Range, others: ReadonlyArray<Range>, bias: PositionalBias): number => {
  let [mine, all] = [0, 0]
  for (let at = start; at < stop; at++) {
    const each = weight(bias, at - start + 1, stop - start)
    all += each
    if (others.some((other) => other.start <= at && at < other.stop)) mine += each
  }
  return mine / all
}

/** The reward of one range: that others meet it at all, and how much of it in how many pieces. */
const reward = (
  range: Range,
  others: ReadonlyArray<Range>,
  { existence = 0, bias = 'flat', cardinality = (ranges) => 1 / ranges }: RangeSettings,
): number => {
  const met = others.filter((other) => overlap(range, other) > 0)
  if (met.length === 0) return 0
  return existence + (1 - existence) * (met.length > 1 ? cardinality(met.length) : 1) * covered(range, met, bias)
}

const mean = (numbers: ReadonlyArray<number>): number =>
  numbers.length === 0 ? 0 : numbers.reduce((a, b) => a + b, 0) / numbers.length

/**
 * Range-based precision and recall (Tatbul et al. 2018, "Precision and recall for time series", section 4): for each
 * anomalous range R and the flagged ranges P,
 *
 *     recall(R) = α·[R meets some P] + (1 − α)·γ(R)·Σ ω(R, R ∩ P)      precision(P) = γ(P)·Σ ω(P, P ∩ R)
 *
 * and their means over all R, and over all P. γ is 1 for a range that meets at most one other. Without flagged ranges
 * precision is 0, without anomalous ones recall is.
 */
export const rangeAgreement = (
  flagged: ReadonlyArray<boolean>,
  anomalous: ReadonlyArray<boolean>,
  settings: RangeSettings = {},
): Agreement => {
  const [found, there] = [rangesOf(flagged), rangesOf(anomalous)]
  const { existence: _, bias: _bias, ...forPrecision } = settings
  const recall = mean(there.map((range) => reward(range, found, settings)))
  const precision = mean(found.map((range) => reward(range, there, forPrecision)))
  return { precision, recall, f1: f1Of(precision, recall) }
}
