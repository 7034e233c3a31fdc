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

/** The positions of a row's entries that are not 0: images are mostly background. */
const nonZero = (row: Float32Array): ReadonlyArray<number> => {
  const positions: Array<number> = []
  for (let j = 0; j < row.length; j++) if (row[j] !== 0) positions.push(j)
  return positions
}

/** Σ x·xᵀ / n − mean·meanᵀ, in double precision. */
const covarianceOf = ({ values, length, sizes }: Dataset, mean: Float64Array): Matrix => {
  const width = product(sizes)
  const moments = new Float64Array(width * width)
  for (let n = 0; n < length; n++) {
    const row = values.subarray(n * width, (n + 1) * width)
    const positions = nonZero(row)
    for (const i of positions) {
      const value = row[i] ?? 0
      const start = i * width
      for (const j of positions) moments[start + j] = (moments[start + j] ?? 0) + value * (row[j] ?? 0)
    }
  }
  const covariance = moments.map(
    (sum, at) => sum / length - (mean[Math.floor(at / width)] ?? 0) * (mean[at % width] ?? 0),
  )
  return Matrix.from1DArray(width, width, covariance)
}

/** Principal component analysis of rows without missing entries, with at most so many components. */
export const fitPca = (data: Dataset, components: number): Pca => {
  const mean = meanOf(data)
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covarianceOf(data, mean), {
    assumeSymmetric: true,
  })
  const order = realEigenvalues
    .map((_, i) => i)
    .toSorted((i, j) => (realEigenvalues[j] ?? 0) - (realEigenvalues[i] ?? 0))
  return { mean, components: order.slice(0, components).map((i) => Float64Array.from(eigenvectorMatrix.getColumn(i))) }
}

/** The squared error of one row when it is put together again from its components. */
const rowError = ({ mean, components }: Pca, row: Float32Array): number => {
  const centred = Float64Array.from(row, (value, j) => value - (mean[j] ?? 0))
  const squared = centred.reduce((sum, value) => sum + value * value, 0)
  const explained = components.reduce(
    (sum, component) => sum + component.reduce((inner, value, j) => inner + value * (centred[j] ?? 0), 0) ** 2,
    0,
  )
  return Math.max(0, squared - explained)
}

/** The mean squared error, over rows and entries, of rows that are reconstructed from their components. */
export const pcaError = (pca: Pca, { values, length, sizes }: Dataset): number => {
  const width = product(sizes)
  let sum = 0
  for (let n = 0; n < length; n++) sum += rowError(pca, values.subarray(n * width, (n + 1) * width))
  return sum / (length * width)
}
