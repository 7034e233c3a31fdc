import type { TargetRows } from '../../data/index.ts'
import type { Points } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product } from '../../tensor/shape.ts'

/**
 * What the parts of a score are: `score` where the score is a sum over entries and these are its addends; `error` where the
 * score is no such sum, and is shared out in proportion to the squared errors.
 */
export type Basis = 'score' | 'error'

/** The parts of the score of every row, length × width, which add up to it. */
export interface Contributions extends Points {
  readonly values: Float64Array
  readonly basis: Basis
}

/** Shares out a row's score in proportion to weights; in equal parts where all weights are 0. */
const shareOut = (score: number, weights: Float64Array): void => {
  const sum = weights.reduce((a, b) => a + b, 0)
  for (let j = 0; j < weights.length; j++)
    weights[j] = sum === 0 ? score / weights.length : (score * (weights[j] ?? 0)) / sum
}

/**
 * Every row's score s in proportion to the squared errors of its known entries: cⱼ = s·eⱼ² / Σₖ eₖ². These are the addends
 * of the score itself where the loss is a mean or a sum of squared errors.
 */
export const errorContributions = (
  { sizes, values, mask }: TargetRows,
  output: HostTensor,
  scores: ArrayLike<number>,
  basis: Basis = 'error',
): Contributions => {
  const width = product(sizes)
  const parts = new Float64Array(scores.length * width)
  for (let at = 0; at < parts.length; at++)
    parts[at] = mask?.[at] === 0 ? 0 : ((output.data[at] ?? 0) - (values[at] ?? 0)) ** 2
  for (let row = 0; row < scores.length; row++)
    shareOut(scores[row] ?? 0, parts.subarray(row * width, (row + 1) * width))
  return { length: scores.length, width, values: parts, basis }
}

/**
 * Contributions of the entries that a model sees added up by the columns that they were made of: `origins` says the column of
 * each entry. Sums stay what they were.
 */
export const byColumn = (
  { length, width, values, basis }: Contributions,
  origins: ReadonlyArray<number>,
  columns: number,
): Contributions => {
  const sums = new Float64Array(length * columns)
  for (let at = 0; at < values.length; at++) {
    const column = Math.floor(at / width) * columns + (origins[at % width] ?? 0)
    sums[column] = (sums[column] ?? 0) + (values[at] ?? 0)
  }
  return { length, width: columns, values: sums, basis }
}
