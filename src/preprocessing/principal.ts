import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { product } from '../tensor/shape.ts'
import type { TrainingRows } from './block.ts'
import { meansOf } from './moments.ts'

/** Directions of rows: the variance along each (which divides by n − 1) and the direction, of length 1; the greatest first. */
export interface Principal {
  readonly mean: Float64Array
  readonly directions: ReadonlyArray<{ readonly variance: number; readonly direction: Float64Array }>
}

/** Adds the products of the centred entries of rows, above the diagonal; a missing entry counts as the mean. */
const scatterOf = (rows: TrainingRows, columns: ReadonlyArray<number>, mean: Float64Array): Float64Array => {
  const [count, width] = [columns.length, product(rows.sizes)]
  const sums = new Float64Array(count * count)
  const centred = new Float64Array(count)
  for (const { length, values } of rows.blocks())
    for (let row = 0; row < length; row++) {
      for (let i = 0; i < count; i++) {
        const value = values[row * width + (columns[i] ?? 0)] ?? Number.NaN
        centred[i] = Number.isNaN(value) ? 0 : value - (mean[i] ?? 0)
      }
      for (let i = 0; i < count; i++) {
        const a = centred[i] ?? 0
        if (a !== 0)
          for (let j = i, at = i * count + i; j < count; j++, at++) sums[at] = (sums[at] ?? 0) + a * (centred[j] ?? 0)
      }
    }
  return sums
}

/** The sign of a direction is free: its greatest entry is positive, as scikit-learn has it. */
const signed = (direction: Float64Array): Float64Array => {
  const greatest = direction.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0)
  // Adding 0 makes 0 of −0, which JSON does not know.
  return direction.map((entry) => (greatest < 0 ? -entry : entry) + 0)
}

/** The direction of rows that do not vary: the first column. */
const still = (count: number): Principal['directions'] => [
  { variance: 1, direction: new Float64Array(count).fill(1, 0, 1) },
]

/** Variances less than this part of the greatest are but rounding. */
const negligible = 1e-13

/** The principal directions of the columns at these positions, as many as the rows vary in, at least one. */
export const principal = (rows: TrainingRows, columns: ReadonlyArray<number>): Principal => {
  const mean = meansOf(rows, columns)
  const count = columns.length
  if (count === 0) return { mean, directions: [] }
  const sums = scatterOf(rows, columns, mean)
  const covariance = new Matrix(count, count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      covariance.set(i, j, (sums[Math.min(i, j) * count + Math.max(i, j)] ?? 0) / Math.max(1, rows.length - 1))
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true })
  const found = realEigenvalues
    .map((variance, i) => ({ variance, i }))
    .toSorted((a, b) => b.variance - a.variance)
    .map(({ variance, i }) => ({ variance, direction: signed(Float64Array.from(eigenvectorMatrix.getColumn(i))) }))
  const least = negligible * (found[0]?.variance ?? 0)
  const directions = found.filter(({ variance }) => variance > least && variance > 0)
  return { mean, directions: directions.length === 0 ? still(count) : directions }
}
