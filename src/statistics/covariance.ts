import type { Dataset } from '../data/index.ts'
import { dot } from './eigenvectors.ts'

type Rows = Pick<Dataset, 'values' | 'length' | 'sizes'>

/** Adds x·xᵀ of one row to moments, above the diagonal only. Entries that are 0, as the background of images, are left out. */
const addMoments = (moments: Float64Array, row: Float32Array | Float64Array, positions: Uint32Array): void => {
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

/** The share of entries that are not 0. */
export const densityOf = ({ values }: Rows): number => {
  let others = 0
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) others++
  return others / Math.max(1, values.length)
}

/** Rows of which less than this share of entries is not 0 are multiplied entry by entry. */
export const sparseDensity = 0.5

/** How many rows are multiplied at once, so that their columns stay in the cache. */
const blockLength = 64

/** Adds the products of the columns of some rows to moments, above the diagonal. `columns` holds each column of the rows in turn. */
const addProducts = (moments: Float64Array, columns: ReadonlyArray<Float64Array>): void => {
  const width = columns.length
  columns.forEach((a, i) => {
    for (let j = i; j < width; j++) moments[i * width + j] = (moments[i * width + j] ?? 0) + dot(a, columns[j] ?? a)
  })
}

/** Σ (x − mean)·(x − mean)ᵀ above the diagonal. */
const denseMoments = ({ values, length }: Rows, mean: Float64Array): Float64Array => {
  const width = mean.length
  const moments = new Float64Array(width * width)
  const columns = Array.from(mean, () => new Float64Array(blockLength))
  for (let start = 0; start < length; start += blockLength) {
    columns.forEach((column, j) => {
      for (let i = 0; i < blockLength; i++)
        column[i] = start + i < length ? (values[(start + i) * width + j] ?? 0) - (mean[j] ?? 0) : 0
    })
    addProducts(moments, columns)
  }
  return moments
}

/** The same of rows that are mostly 0, which are not centred before their products are summed. */
const sparseMoments = ({ values, length }: Rows, mean: Float64Array): Float64Array => {
  const width = mean.length
  const moments = new Float64Array(width * width)
  const positions = new Uint32Array(width)
  for (let row = 0; row < length; row++) addMoments(moments, values.subarray(row * width, (row + 1) * width), positions)
  for (let i = 0; i < width; i++)
    for (let j = i; j < width; j++)
      moments[i * width + j] = (moments[i * width + j] ?? 0) - length * (mean[i] ?? 0) * (mean[j] ?? 0)
  return moments
}

/** The covariance, in double precision, above the diagonal. */
export const covarianceOf = (data: Rows, mean: Float64Array): Float64Array =>
  (densityOf(data) < sparseDensity ? sparseMoments(data, mean) : denseMoments(data, mean)).map(
    (sum) => sum / data.length,
  )
