import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Dataset } from '../data/index.ts'
import { product } from '../tensor/shape.ts'

/** Principal components: the mean and the directions of greatest variance, one a row, of length 1. */
export interface Pca {
  readonly mean: Float64Array
  readonly components: ReadonlyArray<Float64Array>
}

const meanOf = ({ values, length, sizes }: Dataset): Float64Array => {
  const width = product(sizes)
  const mean = new Float64Array(width)
  for (let i = 0; i < values.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0)
  return mean.map((sum) => sum / length)
}

/** Adds x·xᵀ of one row to moments, above the diagonal only. Entries that are 0, as the background of images, are left out. */
const addMoments = (moments: Float64Array, row: Float32Array, positions: Uint32Array): void => {
  let count = 0
  for (let j = 0; j < row.length; j++) if (row[j] !== 0) positions[count++] = j
  for (let a = 0; a < count; a++) {
    const i = positions[a] ?? 0
    const value = row[i] ?? 0
    const start = i * row.length
    for (let b = a; b < count; b++) {
      const j = positions[b] ?? 0
      moments[start + j] = (moments[start + j] ?? 0) + value * (row[j] ?? 0)
    }
  }
}

/** Σ x·xᵀ / n − mean·meanᵀ, in double precision. */
const covarianceOf = ({ values, length, sizes }: Dataset, mean: Float64Array): Matrix => {
  const width = product(sizes)
  const moments = new Float64Array(width * width)
  const positions = new Uint32Array(width)
  for (let n = 0; n < length; n++) addMoments(moments, values.subarray(n * width, (n + 1) * width), positions)
  const covariance = moments.map((_, place) => {
    const [i, j] = [Math.floor(place / width), place % width]
    return (moments[Math.min(i, j) * width + Math.max(i, j)] ?? 0) / length - (mean[i] ?? 0) * (mean[j] ?? 0)
  })
  return Matrix.from1DArray(width, width, covariance)
}

/** The eigenvectors of a symmetric matrix with eigenvalues, the greatest first, at most so many. */
const leading = (
  matrix: Matrix,
  count: number,
): ReadonlyArray<{ readonly value: number; readonly vector: Float64Array }> => {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  return realEigenvalues
    .map((value, i) => ({ value, i }))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, count)
    .map(({ value, i }) => ({ value, vector: Float64Array.from(eigenvectorMatrix.getColumn(i)) }))
}

/** Directions of less than this part of the greatest variance are but rounding where they are found through the rows. */
const negligible = 1e-12

/**
 * Of fewer rows than columns: X·Xᵀ is smaller than Xᵀ·X and has the same eigenvalues but for those that are 0; Xᵀ takes its
 * eigenvectors to those of the other.
 */
const throughRows = ({ values, length, sizes }: Dataset, mean: Float64Array, components: number): Pca['components'] => {
  const centred = Float64Array.from(values, (value, i) => value - (mean[i % mean.length] ?? 0))
  const columns = Matrix.from1DArray(length, product(sizes), centred).transpose()
  const found = leading(columns.transpose().mmul(columns), components)
  const least = negligible * (found[0]?.value ?? 0)
  return found
    .filter(({ value }) => value > least)
    .map(({ value, vector }) =>
      Float64Array.from(columns.mmul(Matrix.columnVector(vector)).div(Math.sqrt(value)).to1DArray()),
    )
}

/**
 * Principal component analysis of rows without missing entries, with at most so many components; fewer where the rows
 * vary in fewer directions and are fewer than their entries.
 */
export const fitPca = (data: Dataset, components: number): Pca => {
  const mean = meanOf(data)
  if (data.length < mean.length) return { mean, components: throughRows(data, mean, components) }
  return { mean, components: leading(covarianceOf(data, mean), components).map(({ vector }) => vector) }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** The squared error of one row, without its mean, when it is put together again from components. */
const rowError = (components: Pca['components'], centred: Float64Array): number =>
  Math.max(
    0,
    components.reduce((left, component) => left - dot(component, centred) ** 2, dot(centred, centred)),
  )

/** The mean squared error, over rows and entries, of rows that are reconstructed from their components. */
export const pcaError = ({ mean, components }: Pca, { values, length, sizes }: Dataset): number => {
  const width = product(sizes)
  const centred = new Float64Array(width)
  let sum = 0
  for (let n = 0; n < length; n++) {
    for (let j = 0; j < width; j++) centred[j] = (values[n * width + j] ?? 0) - (mean[j] ?? 0)
    sum += rowError(components, centred)
  }
  return sum / (length * width)
}
