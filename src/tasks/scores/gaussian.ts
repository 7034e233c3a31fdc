import type { Cholesky, Points } from '../../statistics/index.ts'
import { cholesky, ledoitWolf, pointAt, solveLower, solveUpper } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import * as NamedTensors from '../../tensor/named.ts'
import type { Shapes } from './tensorFaults.ts'

/** A covariance of more entries than this takes too long, and too much of a file. */
export const widest = 2048

/** What is added in squares to the deviation of each entry, relative to the root mean square of all of them. */
const least = 0.01
/** What is added to the diagonal of a covariance whose mean diagonal is about 1. */
const ridge = 1e-6

const triangle = (width: number): number => (width * (width + 1)) / 2

/** Where row i of a packed lower triangle begins. */
const startOf = (row: number): number => triangle(row)

const pack = ({ lower, width }: Cholesky): Float32Array => {
  const out = new Float32Array(triangle(width))
  for (let i = 0; i < width; i++) out.set(lower.subarray(i * width, i * width + i + 1), startOf(i))
  return out
}

const unpack = (packed: HostTensor['data'], width: number): Cholesky => {
  const lower = new Float64Array(width * width)
  for (let i = 0; i < width; i++) lower.set(packed.subarray(startOf(i), startOf(i + 1)), i * width)
  return { width, lower }
}

/**
 * The root mean square of every entry of points about a centre, 0 by default, with 1 % of that of all entries added in
 * squares, so that an entry that does not vary divides none by 0; 1 where no entry varies.
 */
export const deviationsOf = ({ values, width, length }: Points, centre?: ArrayLike<number>): Float64Array => {
  const squares = new Float64Array(width)
  for (let i = 0; i < length * width; i++) {
    const j = i % width
    squares[j] = (squares[j] ?? 0) + ((values[i] ?? 0) - (centre?.[j] ?? 0)) ** 2 / length
  }
  const all = squares.reduce((sum, square) => sum + square, 0) / width
  return squares.map((square) => (all > 0 ? Math.sqrt(square + least * least * all) : 1))
}

const meanOf = ({ values, width, length }: Points): Float64Array => {
  const mean = new Float64Array(width)
  for (let i = 0; i < length * width; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0) / length
  return mean
}

const numbers = (data: ArrayLike<number>): HostTensor => ({ shape: [data.length], data: Float32Array.from(data) })

/** One deviation for all entries: the root of their mean variance. */
const commonDeviation = (deviations: Float64Array): Float64Array => {
  const mean = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / deviations.length
  return deviations.map(() => Math.sqrt(mean))
}

/**
 * A Gaussian fitted to points: the mean, what each entry is divided by, and the factor L of the covariance L·Lᵀ of the
 * quotients, shrunk (`ledoitWolf`). Entries of one unit are divided by one number, and otherwise each by its own
 * deviation. In float32, as files keep it.
 */
export const fitGaussian = (points: Points, oneUnit: boolean): Named<HostTensor> => {
  const { length, width, values } = points
  const mean = meanOf(points)
  const own = deviationsOf(points, mean)
  const deviations = oneUnit ? commonDeviation(own) : own
  const standardised = Float64Array.from(
    values,
    (value, i) => (value - (mean[i % width] ?? 0)) / (deviations[i % width] ?? 1),
  )
  const { covariance } = ledoitWolf({ length, width, values: standardised })
  const factor = cholesky(
    covariance.map((value, at) => (at % (width + 1) === 0 ? value + ridge : value)),
    width,
  )
  // A covariance is positive semi-definite, and the ridge is more than rounding takes from it.
  if (factor === undefined) throw new Error('a covariance is not positive definite')
  return { mean: numbers(mean), deviations: numbers(deviations), factor: numbers(pack(factor)) }
}

export const gaussianShapes = (width: number): Shapes => ({
  mean: [width],
  deviations: [width],
  factor: [triangle(width)],
})

/** The squared Mahalanobis distance of points from a Gaussian, and how much each entry adds to it. */
export interface Distances {
  /** zᵀ·Σ⁻¹·z of every point. */
  readonly of: (points: Points) => Float64Array
  /** zⱼ·(Σ⁻¹·z)ⱼ of every entry, [N × width]: they add up to the distance; one that makes the point less odd is negative. */
  readonly byEntry: (points: Points) => Float64Array
}

/** Distances from a Gaussian that `fitGaussian` found; z is (x − mean) / deviations, and Σ the shrunk covariance of z. */
export const distancesFrom = (gaussian: Named<HostTensor>): Distances => {
  const [mean, deviations] = [NamedTensors.get(gaussian, 'mean').data, NamedTensors.get(gaussian, 'deviations').data]
  const factor = unpack(NamedTensors.get(gaussian, 'factor').data, mean.length)
  const standardise = (point: ArrayLike<number>, z: Float64Array): void => {
    for (let j = 0; j < z.length; j++) z[j] = ((point[j] ?? 0) - (mean[j] ?? 0)) / (deviations[j] ?? 1)
  }
  return {
    of: (points) => {
      const z = new Float64Array(points.width)
      return Float64Array.from({ length: points.length }, (_, row) => {
        standardise(pointAt(points, row), z)
        solveLower(factor, z)
        return z.reduce((sum, value) => sum + value * value, 0)
      })
    },
    byEntry: (points) => {
      const [z, w] = [new Float64Array(points.width), new Float64Array(points.width)]
      const all = new Float64Array(points.length * points.width)
      for (let row = 0; row < points.length; row++) {
        standardise(pointAt(points, row), z)
        w.set(z)
        solveLower(factor, w)
        solveUpper(factor, w)
        for (let j = 0; j < z.length; j++) all[row * z.length + j] = (z[j] ?? 0) * (w[j] ?? 0)
      }
      return all
    },
  }
}
