import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { Counts, Ranking } from './ranking.ts'
import { eachGroup, labelledRanking } from './ranking.ts'

/** The area under the ROC curve of rows that count so often; nothing where one of the classes is empty. */
export const rankedRocAuc = (
  ranking: Ranking,
  anomalous: ReadonlyArray<boolean>,
  counts?: Counts,
): number | undefined => {
  let [pairs, positive, negative] = [0, 0, 0]
  eachGroup(ranking, anomalous, counts, (group, upTo) => {
    // Anomalies of higher scores than the normal rows of this group, and those of equal scores.
    pairs += group.normal * (upTo.anomalies - group.anomalies / 2)
    positive = upTo.anomalies
    negative = upTo.normal
  })
  return positive === 0 || negative === 0 ? undefined : pairs / (positive * negative)
}

/**
 * The area under the ROC curve, in [0, 1]: the chance that an anomaly scores higher than a normal row, ties counting half
 * (the Mann–Whitney statistic; Hanley and McNeil 1982). One class only, or a score that is NaN, is a fault.
 */
export const rocAuc = (scores: ArrayLike<number>, anomalous: ReadonlyArray<boolean>): Fallible<number> =>
  pipe(
    labelledRanking(scores, anomalous),
    // Both classes are there.
    Either.map((ranking) => rankedRocAuc(ranking, anomalous) ?? 0),
  )

/** The q-quantile of sorted numbers, linear between neighbours (Hyndman and Fan 1996, type 7). */
export const quantile = (sorted: ArrayLike<number>, q: number): number => {
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const [a, b] = [sorted[low] ?? Number.NaN, sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN]
  return a + (at - low) * (b - a)
}
