import type { Points } from '../../statistics/index.ts'
import { betweenShare } from '../../statistics/index.ts'

/** A known category of each row. */
export interface KnownCategory {
  readonly name: string
  readonly cells: ReadonlyArray<string>
}

/** A category that a model may be conditioned on, with what speaks for it. */
export interface ConditionProposal {
  readonly column: string
  readonly categories: number
  /** The share of the variance of the code that lies between its categories. */
  readonly ofCode: number
  /** The share of the variance of the ranks of the scores that lies between its categories. */
  readonly ofScore: number
}

/** A category is proposed that makes so much of the variance of the code, or of the ranks of the scores. */
const [leastOfCode, leastOfScore] = [0.2, 0.1]
/** So many categories at most, of so many rows on average at least. */
const [mostCategories, leastRows] = [50, 20]

/** The rank of each number among all; equal ones share the mean of theirs. */
const ranksOf = (numbers: ArrayLike<number>): Points => {
  const order = Array.from(numbers, (_, i) => i).toSorted((i, j) => (numbers[i] ?? 0) - (numbers[j] ?? 0))
  const values = new Float64Array(order.length)
  for (let start = 0; start < order.length;) {
    let stop = start
    while (stop < order.length && numbers[order[stop] ?? 0] === numbers[order[start] ?? 0]) stop++
    for (const row of order.slice(start, stop)) values[row] = (start + stop - 1) / 2
    start = stop
  }
  return { length: order.length, width: 1, values }
}

const groupsOf = (cells: ReadonlyArray<string>): { readonly group: ReadonlyArray<number>; readonly count: number } => {
  const places = new Map<string, number>()
  const group = cells.map((cell) => {
    const at = places.get(cell) ?? places.size
    places.set(cell, at)
    return at
  })
  return { group, count: places.size }
}

/**
 * The category that says most of codes and scores of normal rows, if it says enough for a model to be conditioned on it: such
 * a model need not learn the category, and what is normal may differ from one to the other.
 */
export const proposeCondition = (
  codes: Points,
  scores: ArrayLike<number>,
  known: ReadonlyArray<KnownCategory>,
): ConditionProposal | undefined => {
  const ranks = ranksOf(scores)
  const proposals = known.flatMap(({ name, cells }): ReadonlyArray<ConditionProposal> => {
    const { group, count } = groupsOf(cells)
    if (count < 2 || count > mostCategories || cells.length < leastRows * count) return []
    const [ofCode, ofScore] = [betweenShare(codes, group) ?? 0, betweenShare(ranks, group) ?? 0]
    return ofCode >= leastOfCode || ofScore >= leastOfScore
      ? [{ column: name, categories: count, ofCode, ofScore }]
      : []
  })
  const weight = ({ ofCode, ofScore }: ConditionProposal): number =>
    Math.max(ofCode / leastOfCode, ofScore / leastOfScore)
  return proposals.toSorted((a, b) => weight(b) - weight(a))[0]
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** A proposal in one sentence. */
export const drawProposal = ({ column, categories, ofCode, ofScore }: ConditionProposal): string =>
  `"${column}" (${categories} categories) makes ${percent(ofCode)} of the variance of the code and ${percent(ofScore)} of that of the ranks of the scores: a model that is given it as a condition may find more, try condition: classes(…)`
