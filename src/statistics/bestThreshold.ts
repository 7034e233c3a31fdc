import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { Flagged, Ranking } from './ranking.ts'
import { eachGroup, labelledRanking } from './ranking.ts'

/** A threshold with what it reaches on the rows that it was chosen by. */
export interface BestThreshold {
  /** A row is flagged if its score is greater. */
  readonly threshold: number
  readonly objective: number
}

/** A little less than a number, in its float32 too. */
const below = (score: number): number => score - Math.max(Math.abs(score), 1e-30) * 2 ** -20

/** A threshold between the lowest score that is flagged and the next one; below or above all where there is none. */
const between = ({ order, ends }: Ranking, scores: ArrayLike<number>, group: number): number => {
  const scoreOf = (which: number): number | undefined => scores[order[(ends[which] ?? Number.NaN) - 1] ?? -1]
  const [flagged, next] = [scoreOf(group), scoreOf(group + 1)]
  if (flagged === undefined) return next ?? 0
  return next === undefined ? below(flagged) : next + (flagged - next) / 2
}

/** The threshold of the greatest objective of what is flagged; of equal ones that which flags the fewest rows. */
const bestBy = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  objectiveOf: (flagged: Flagged, positives: number) => number,
): Fallible<BestThreshold> =>
  pipe(
    labelledRanking(scores, anomalous),
    Either.map((ranking) => {
      const positives = anomalous.filter((is) => is).length
      let best = { group: -1, objective: objectiveOf({ anomalies: 0, normal: 0 }, positives) }
      let group = 0
      eachGroup(ranking, anomalous, undefined, (_, upTo) => {
        const objective = objectiveOf(upTo, positives)
        if (objective > best.objective) best = { group, objective }
        group++
      })
      return { threshold: between(ranking, scores, best.group), objective: best.objective }
    }),
  )

/** The threshold of the greatest F1 on labelled rows, half way between two scores. */
export const bestF1Threshold = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
): Fallible<BestThreshold> =>
  bestBy(scores, anomalous, ({ anomalies, normal }, positives) => (2 * anomalies) / (anomalies + normal + positives))

/** What mistakes cost, in any unit. */
export interface Costs {
  /** Of a normal row that is flagged. */
  readonly falseAlarm: number
  /** Of an anomaly that is not flagged. */
  readonly miss: number
}

/** The threshold of the lowest cost on labelled rows; its objective is that cost, negative. */
export const leastCostThreshold = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  { falseAlarm, miss }: Costs,
): Fallible<BestThreshold> =>
  bestBy(
    scores,
    anomalous,
    ({ anomalies, normal }, positives) => -(falseAlarm * normal + miss * (positives - anomalies)),
  )
