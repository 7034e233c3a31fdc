import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Counts, Ranking } from './ranking.ts'
import { eachGroup, labelledRanking } from './ranking.ts'

/** The average precision of rows that count so often; nothing where there are no anomalies. */
export const rankedAveragePrecision = (
  ranking: Ranking,
  anomalous: ReadonlyArray<boolean>,
  counts?: Counts,
): number | undefined => {
  let [sum, all] = [0, 0]
  eachGroup(ranking, anomalous, counts, (group, upTo) => {
    all = upTo.anomalies
    if (group.anomalies > 0) sum += group.anomalies * (upTo.anomalies / (upTo.anomalies + upTo.normal))
  })
  return all === 0 ? undefined : sum / all
}

/**
 * Average precision, Σ (recallₖ − recallₖ₋₁)·precisionₖ over the distinct scores from the highest down, in (0, 1]: the area
 * under the precision–recall curve without interpolation (scikit-learn's `average_precision_score`). By chance it is
 * the share of anomalies. One class only, or a score that is NaN, is a fault.
 */
export const averagePrecision = (scores: ArrayLike<number>, anomalous: ReadonlyArray<boolean>): Fallible<number> =>
  pipe(
    labelledRanking(scores, anomalous),
    Either.map((ranking) => rankedAveragePrecision(ranking, anomalous) ?? 0),
  )

/**
 * The precision of the `most` highest rows, where rows count so often, or of as many as there are anomalies. Of rows with
 * equal scores at the end the share counts that has a place.
 */
export const rankedPrecisionAt = (
  ranking: Ranking,
  anomalous: ReadonlyArray<boolean>,
  most?: number,
  counts?: Counts,
): number | undefined => {
  let all = 0
  if (most === undefined)
    for (const [i, is] of anomalous.entries()) if (is) all += counts === undefined ? 1 : (counts[i] ?? 0)
  const n = most ?? all
  let [found, taken] = [0, 0]
  eachGroup(ranking, anomalous, counts, ({ anomalies, normal }) => {
    const size = anomalies + normal
    const share = size === 0 ? 0 : Math.min(1, (n - taken) / size)
    found += share * anomalies
    taken += share * size
  })
  return taken === 0 ? undefined : found / taken
}

/**
 * Precision at n: the share of anomalies among the n rows of the highest scores, n being the number of anomalies unless
 * it is given; then it is the recall too. Of rows with equal scores at the end the share counts that has a place.
 */
export const precisionAtN = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  n?: number,
): Fallible<number> =>
  pipe(
    labelledRanking(scores, anomalous),
    Either.flatMap((ranking) =>
      settle(
        n === undefined || (Number.isInteger(n) && n >= 1 && n <= scores.length)
          ? []
          : [
              {
                fault: 'out of range',
                where: 'n',
                expected: `a number of rows from 1 to ${scores.length}`,
                found: String(n),
              },
            ],
        () => rankedPrecisionAt(ranking, anomalous, n) ?? 0,
      ),
    ),
  )
