import type { TrainingRows } from './block.ts'
import { eachKnown } from './columnValues.ts'

/** Of each column: how many entries are known, their mean, and their variance (which divides by n). */
export interface Moments {
  readonly counts: Float64Array
  readonly means: Float64Array
  readonly variances: Float64Array
}

const countsOf = (rows: TrainingRows, columns: ReadonlyArray<number>) => {
  const [counts, sums] = [new Float64Array(columns.length), new Float64Array(columns.length)]
  eachKnown(rows, columns, (value, i) => {
    counts[i] = (counts[i] ?? 0) + 1
    sums[i] = (sums[i] ?? 0) + value
  })
  return { counts, means: sums.map((sum, i) => (counts[i] === 0 ? 0 : sum / (counts[i] ?? 1))) }
}

/** The means of columns: 0 of none, and where it is no more than the rounding of the sum. */
export const meansOf = (rows: TrainingRows, columns: ReadonlyArray<number>): Float64Array => {
  const { means } = countsOf(rows, columns)
  const sizes = new Float64Array(columns.length)
  eachKnown(rows, columns, (value, i) => {
    sizes[i] = (sizes[i] ?? 0) + Math.abs(value)
  })
  return means.map((mean, i) => (Math.abs(mean) <= Number.EPSILON * (sizes[i] ?? 0) ? 0 : mean))
}

/** The moments of columns, by two passes over the rows: exact where one pass would cancel, and nothing is copied. */
export const momentsOf = (rows: TrainingRows, columns: ReadonlyArray<number>): Moments => {
  const { counts, means } = countsOf(rows, columns)
  const squares = new Float64Array(columns.length)
  eachKnown(rows, columns, (value, i) => {
    squares[i] = (squares[i] ?? 0) + (value - (means[i] ?? 0)) ** 2
  })
  const variances = squares.map((sum, i) => (counts[i] === 0 ? 0 : sum / (counts[i] ?? 1)))
  return { counts, means, variances }
}

/**
 * Whether a column is constant: its variance is no more than the rounding of its mean and of its sums makes of equal numbers.
 */
export const isConstant = ({ counts, means, variances }: Moments, i: number): boolean => {
  const [count, mean, variance] = [counts[i] ?? 0, means[i] ?? 0, variances[i] ?? 0]
  return variance <= count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2
}
