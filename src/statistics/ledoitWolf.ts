import type { Points } from './points.ts'
import { pointAt } from './points.ts'

/** The mean of points, and a covariance that can be inverted however few there are. */
export interface ShrunkCovariance {
  readonly mean: Float64Array
  /** width × width, row-major, symmetric. */
  readonly covariance: Float64Array
  /** The share of the scaled identity: 0 leaves the sample covariance as it is. */
  readonly shrinkage: number
}

const meanOf = ({ length, width, values }: Points): Float64Array => {
  const mean = new Float64Array(width)
  for (let i = 0; i < length; i++)
    for (let j = 0; j < width; j++) mean[j] = (mean[j] ?? 0) + (values[i * width + j] ?? 0)
  return mean.map((sum) => sum / length)
}

/** Adds x·xᵀ to the lower triangle of moments. */
const addMoments = (moments: Float64Array, x: Float64Array): void => {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0
    if (value === 0) continue
    const start = i * x.length
    for (let j = 0; j <= i; j++) moments[start + j] = (moments[start + j] ?? 0) + value * (x[j] ?? 0)
  }
}

/** Σ x·xᵀ / n of centred points, its lower triangle, and Σ |x|⁴ / n. */
const momentsOf = (points: Points, mean: Float64Array) => {
  const { length, width } = points
  const moments = new Float64Array(width * width)
  const centred = new Float64Array(width)
  let fourth = 0
  for (let i = 0; i < length; i++) {
    const point = pointAt(points, i)
    let square = 0
    for (let j = 0; j < width; j++) {
      const difference = (point[j] ?? 0) - (mean[j] ?? 0)
      centred[j] = difference
      square += difference * difference
    }
    addMoments(moments, centred)
    fourth += square * square
  }
  return { sample: moments.map((sum) => sum / length), fourth: fourth / length }
}

/** The trace of a matrix, and Σ sᵢⱼ² of a symmetric one of which the lower triangle is given. */
const sizesOf = (lower: Float64Array, width: number): readonly [trace: number, square: number] => {
  let [trace, square] = [0, 0]
  for (let i = 0; i < width; i++) {
    trace += lower[i * width + i] ?? 0
    for (let j = 0; j <= i; j++) square += (j < i ? 2 : 1) * (lower[i * width + j] ?? 0) ** 2
  }
  return [trace, square]
}

/**
 * The covariance of points, shrunk towards a multiple of the identity by as much as minimises the expected squared error
 * (Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"):
 *
 *     Σ = (1 − λ)·S + λ·μ·I      S = Σᵢ xᵢ·xᵢᵀ / n      μ = tr S / p
 *     λ = min(β, δ) / δ          δ = |S − μ·I|² / p     β = Σᵢ |xᵢ·xᵢᵀ − S|² / (p·n²)
 *
 * of points without missing entries. Points that do not vary at all have the covariance 0.
 */
export const ledoitWolf = (points: Points): ShrunkCovariance => {
  const { length, width } = points
  const mean = meanOf(points)
  const { sample, fourth } = momentsOf(points, mean)
  const [trace, square] = sizesOf(sample, width)
  const scale = trace / width
  const delta = (square - scale * trace) / width
  const beta = Math.max(0, (fourth - square) / (width * length))
  const shrinkage = delta > 0 ? Math.min(1, beta / delta) : beta > 0 ? 1 : 0
  const covariance = sample.map((_, at) => {
    const [i, j] = [Math.floor(at / width), at % width]
    const value = (1 - shrinkage) * (sample[Math.max(i, j) * width + Math.min(i, j)] ?? 0)
    return i === j ? value + shrinkage * scale : value
  })
  return { mean, covariance, shrinkage }
}
