import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'

/** Rows in the order of their scores, the highest first; rows of equal scores form a group. */
export interface Ranking {
  readonly order: Uint32Array
  /** Where each group ends in the order. */
  readonly ends: Uint32Array
}

/** How often each row counts; all once where there are none. */
export type Counts = ArrayLike<number> | undefined

/** What of the rows up to a place in the order are anomalies, and what are not. */
export interface Flagged {
  readonly anomalies: number
  readonly normal: number
}

const notNumbers = (scores: ArrayLike<number>): ReadonlyArray<Fault> => {
  const at = Array.from(scores).findIndex(Number.isNaN)
  return at < 0
    ? []
    : [{ fault: 'not a number', where: `scores, row ${at + 1}`, expected: 'numbers to put in order', found: 'NaN' }]
}

/** The ranking of scores, which may be infinite but not NaN. */
export const rankingOf = (scores: ArrayLike<number>): Fallible<Ranking> =>
  settle(notNumbers(scores), () => {
    const order = Uint32Array.from(scores, (_, i) => i).toSorted((i, j) => {
      const [a, b] = [scores[i] ?? 0, scores[j] ?? 0]
      return a === b ? i - j : b > a ? 1 : -1
    })
    const ends = [...order.keys()].filter((i) => scores[order[i] ?? 0] !== scores[order[i + 1] ?? -1])
    return { order, ends: Uint32Array.from(ends, (last) => last + 1) }
  })

/** Calls for every group what it holds and what all groups up to it hold together. */
export const eachGroup = (
  { order, ends }: Ranking,
  anomalous: ReadonlyArray<boolean>,
  counts: Counts,
  visit: (group: Flagged, upTo: Flagged) => void,
): void => {
  let [start, allAnomalies, allNormal] = [0, 0, 0]
  for (const end of ends) {
    let [anomalies, normal] = [0, 0]
    for (; start < end; start++) {
      const row = order[start] ?? 0
      const count = counts === undefined ? 1 : (counts[row] ?? 0)
      if (anomalous[row] === true) anomalies += count
      else normal += count
    }
    allAnomalies += anomalies
    allNormal += normal
    visit({ anomalies, normal }, { anomalies: allAnomalies, normal: allNormal })
  }
}

const wrongLength = (rows: number, labels: number): Fault => ({
  fault: 'wrong length',
  where: 'labels',
  expected: `one for each of ${rows} scores`,
  found: String(labels),
})

const missingClass = (what: string, labels: number): Fault => ({
  fault: 'one class',
  where: 'labels',
  expected: `some rows that are ${what}`,
  found: `none of ${labels}`,
  remedy: 'without both classes no such figure is defined: give rows of the other class too',
})

/** What labels lack for figures of two classes. */
export const labelFaults = (rows: number, anomalous: ReadonlyArray<boolean>): ReadonlyArray<Fault> => {
  if (anomalous.length !== rows) return [wrongLength(rows, anomalous.length)]
  if (!anomalous.includes(true)) return [missingClass('anomalies', rows)]
  return anomalous.includes(false) ? [] : [missingClass('normal', rows)]
}

/** Scores with labels of two classes, in order. */
export const labelledRanking = (scores: ArrayLike<number>, anomalous: ReadonlyArray<boolean>): Fallible<Ranking> =>
  Either.flatMap((ranking: Ranking) => settle(labelFaults(scores.length, anomalous), () => ranking))(rankingOf(scores))
