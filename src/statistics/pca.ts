import type { Dataset } from '../data/index.ts'
import { product } from '../tensor/shape.ts'
import { covarianceOf, densityOf, sparseDensity } from './covariance.ts'
import type { Eigenpair, SymmetricOperator } from './eigenvectors.ts'
import { dot, expectedBasis, leadingEigenpairs } from './eigenvectors.ts'

/** Principal components: the mean and the directions of greatest variance, one a row, of length 1. */
export interface Pca {
  readonly mean: Float64Array
  readonly components: ReadonlyArray<Float64Array>
  /** The variance along each component, by division by n. */
  readonly variances: Float64Array
  /** The variance of all columns together, by division by n. */
  readonly variance: number
}

type Rows = Pick<Dataset, 'values' | 'length' | 'sizes'>

const meanOf = ({ values, length, sizes }: Rows): Float64Array => {
  const width = product(sizes)
  const mean = new Float64Array(width)
  for (let start = 0; start < values.length; start += width)
    for (let j = 0; j < width; j++) mean[j] = (mean[j] ?? 0) + (values[start + j] ?? 0)
  return mean.map((sum) => sum / length)
}

/** One row less the mean. */
const centre = ({ values }: Rows, mean: Float64Array, row: number, out: Float64Array): void => {
  const start = row * mean.length
  for (let j = 0; j < mean.length; j++) out[j] = (values[start + j] ?? 0) - (mean[j] ?? 0)
}

const varianceOf = (data: Rows, mean: Float64Array): number => {
  const centred = new Float64Array(mean.length)
  let sum = 0
  for (let row = 0; row < data.length; row++) {
    centre(data, mean, row, centred)
    sum += dot(centred, centred)
  }
  return sum / data.length
}

/** A symmetric matrix of which the part above the diagonal is given; fills the other. */
const matrixOperator = (upper: Float64Array, size: number): SymmetricOperator => {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) upper[i * size + j] = upper[j * size + i] ?? 0
  return {
    size,
    apply: (vectors) => {
      const images = vectors.map(() => new Float64Array(size))
      for (let i = 0; i < size; i++) {
        const row = upper.subarray(i * size, (i + 1) * size)
        vectors.forEach((vector, at) => {
          const image = images[at]
          if (image !== undefined) image[i] = dot(row, vector)
        })
      }
      return images
    },
  }
}

/** Xᵀ·X / n of the centred rows, which is never built. */
const rowsOperator = (data: Rows, mean: Float64Array): SymmetricOperator => ({
  size: mean.length,
  apply: (vectors) => {
    const images = vectors.map(() => new Float64Array(mean.length))
    const centred = new Float64Array(mean.length)
    for (let row = 0; row < data.length; row++) {
      centre(data, mean, row, centred)
      vectors.forEach((vector, at) => {
        const image = images[at] ?? new Float64Array(0)
        const factor = dot(centred, vector) / data.length
        for (let j = 0; j < image.length; j++) image[j] = (image[j] ?? 0) + factor * (centred[j] ?? 0)
      })
    }
    return images
  },
})

/** Directions of less than this part of the greatest variance are rounding where rows are fewer than columns. */
const negligible = 1e-12

/** X·Xᵀ / n, above the diagonal. */
const gramOf = (centred: ReadonlyArray<Float64Array>): Float64Array => {
  const n = centred.length
  const gram = new Float64Array(n * n)
  centred.forEach((a, i) => {
    for (let j = i; j < n; j++) gram[i * n + j] = dot(a, centred[j] ?? a) / n
  })
  return gram
}

/**
 * Of fewer rows than columns: X·Xᵀ is smaller than Xᵀ·X and has the same eigenvalues but for those that are 0; Xᵀ takes its
 * eigenvectors to those of the other.
 */
const throughRows = (data: Rows, mean: Float64Array, count: number): ReadonlyArray<Eigenpair> => {
  const centred = Array.from({ length: data.length }, (_, row) => {
    const out = new Float64Array(mean.length)
    centre(data, mean, row, out)
    return out
  })
  return leadingEigenpairs(matrixOperator(gramOf(centred), data.length), count)
    .filter(({ value }, _, [first]) => value > negligible * (first?.value ?? 0))
    .map(({ value, vector }) => {
      const direction = new Float64Array(mean.length)
      centred.forEach((row, i) => {
        const factor = vector[i] ?? 0
        for (let j = 0; j < row.length; j++) direction[j] = (direction[j] ?? 0) + factor * (row[j] ?? 0)
      })
      const length = Math.sqrt(dot(direction, direction))
      return { value, vector: direction.map((entry) => entry / length) }
    })
}

/** A matrix of more rows takes too much memory: 128 MB. */
const largestMatrix = 4096

/**
 * Whether the smaller of covariance and Gram matrix is built: where it takes less than going through the rows for every
 * vector of the basis. A row takes width²/2 multiplications there, of few entries that are not 0 fewer, and 2·width a vector
 * here; the bases of flat spectra are twice as large as expected.
 */
const buildsMatrix = (smaller: number, components: number, density = 1): boolean =>
  smaller * (density < sparseDensity ? density ** 2 : 1) <= 8 * expectedBasis(components)

/** About how many multiplications the principal components of so many rows take. */
export const pcaWork = (rows: number, width: number, components: number): number => {
  const smaller = Math.min(rows, width)
  const basis = Math.min(smaller, expectedBasis(components))
  if (!buildsMatrix(smaller, components)) return 2 * rows * width * basis
  const decomposition = 2 * basis >= smaller ? 8 * smaller ** 3 : basis * smaller ** 2
  return (rows * width * smaller) / 2 + decomposition
}

const eigenpairsOf = (data: Rows, mean: Float64Array, count: number): ReadonlyArray<Eigenpair> => {
  const isWide = data.length < mean.length
  const [smaller, density] = [Math.min(data.length, mean.length), isWide ? 1 : densityOf(data)]
  if (smaller <= largestMatrix && buildsMatrix(smaller, count, density))
    return isWide
      ? throughRows(data, mean, count)
      : leadingEigenpairs(matrixOperator(covarianceOf(data, mean), mean.length), count)
  const pairs = leadingEigenpairs(rowsOperator(data, mean), Math.min(count, isWide ? data.length - 1 : mean.length))
  return isWide ? pairs.filter(({ value }, _, [first]) => value > negligible * (first?.value ?? 0)) : pairs
}

/**
 * Principal component analysis of rows without missing entries, with at most so many components; fewer where the rows
 * vary in fewer directions and are fewer than their entries. Exact up to rounding, however few components are wanted.
 */
export const fitPca = (data: Rows, components: number): Pca => {
  const mean = meanOf(data)
  const pairs = eigenpairsOf(data, mean, components)
  return {
    mean,
    components: pairs.map(({ vector }) => vector),
    variances: Float64Array.from(pairs, ({ value }) => Math.max(0, value)),
    variance: varianceOf(data, mean),
  }
}

/** The squared error of one row, without its mean, when it is put together again from components. */
const rowError = (components: Pca['components'], centred: Float64Array): number =>
  Math.max(
    0,
    components.reduce((left, component) => left - dot(component, centred) ** 2, dot(centred, centred)),
  )

/** The squared error of each row that is reconstructed from its components, a mean over its entries. */
export const pcaErrors = ({ mean, components }: Pca, data: Rows): Float64Array => {
  const centred = new Float64Array(mean.length)
  return Float64Array.from({ length: data.length }, (_, row) => {
    centre(data, mean, row, centred)
    return rowError(components, centred) / mean.length
  })
}

/** The mean squared error, over rows and entries, of rows that are reconstructed from their components. */
export const pcaError = (pca: Pca, data: Rows): number =>
  pcaErrors(pca, data).reduce((sum, error) => sum + error, 0) / data.length

/** What rows become that are put together again from their components: length × width, row-major. */
export const pcaReconstruction = ({ mean, components }: Pca, data: Rows): Float64Array => {
  const width = mean.length
  const out = new Float64Array(data.length * width)
  const centred = new Float64Array(width)
  for (let row = 0; row < data.length; row++) {
    centre(data, mean, row, centred)
    const own = out.subarray(row * width, (row + 1) * width)
    own.set(mean)
    for (const component of components) {
      const factor = dot(component, centred)
      for (let j = 0; j < width; j++) own[j] = (own[j] ?? 0) + factor * (component[j] ?? 0)
    }
  }
  return out
}

/** The coordinates of rows along the components: length × components, row-major. */
export const pcaCodes = ({ mean, components }: Pca, data: Rows): Float64Array => {
  const out = new Float64Array(data.length * components.length)
  const centred = new Float64Array(mean.length)
  for (let row = 0; row < data.length; row++) {
    centre(data, mean, row, centred)
    components.forEach((component, k) => (out[row * components.length + k] = dot(component, centred)))
  }
  return out
}
