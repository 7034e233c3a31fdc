import { quantile } from './roc.ts'

/** The upper tail of some numbers: beyond its beginning it is taken to be exponential. */
export interface UpperTail {
  /** Sorted numbers. */
  readonly sorted: ArrayLike<number>
  /** Where the tail begins: the 0.9-quantile. */
  readonly start: number
  /** The mean excess of the numbers above the start, greater than 0. */
  readonly scale: number
}

/** The share of the numbers above the start of the tail. */
const share = 0.1
/** The least scale, relative to the start: numbers that are all alike have no excess. */
const least = 1e-6

/** The tail of sorted numbers, of which there is at least one. */
export const upperTail = (sorted: ArrayLike<number>): UpperTail => {
  const start = quantile(sorted, 1 - share)
  let [sum, count] = [0, 0]
  for (let i = sorted.length - 1; i >= 0 && (sorted[i] ?? 0) > start; i--) {
    sum += (sorted[i] ?? 0) - start
    count++
  }
  const mean = count === 0 ? 0 : sum / count
  return { sorted, start, scale: Math.max(mean, least * Math.abs(start), Number.MIN_VALUE / Number.EPSILON) }
}

/** How many sorted numbers are less than a number. */
const below = (sorted: ArrayLike<number>, value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * −log P(X ≥ x), in nats: how surprising it is that a number is at least x. By the ranks of the numbers up to the
 * 0.9-quantile u, and beyond it by an exponential tail (the peaks over a threshold, of shape 0; Coles 2001, chapter 4):
 *
 *     −log(1 − #{xᵢ < x} / (n + 1))  for x ≤ u        −log 0.1 + (x − u) / scale  for x > u
 *
 * the first at most −log 0.1. It never falls as x rises, and does not end at the greatest number.
 */
export const surprise = ({ sorted, start, scale }: UpperTail, x: number): number =>
  x > start
    ? -Math.log(share) + (x - start) / scale
    : Math.min(-Math.log(share), -Math.log(1 - below(sorted, x) / (sorted.length + 1)))
