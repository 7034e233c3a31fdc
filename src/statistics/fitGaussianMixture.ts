import type { Stream } from '../random/index.ts'
import { cholesky } from './cholesky.ts'
import type { GaussianMixture } from './gaussianMixture.ts'
import { visitDensities } from './gaussianMixture.ts'
import { kMeans } from './kMeans.ts'
import type { Points } from './points.ts'

export interface MixtureOptions {
  /** Full by default. */
  readonly covariance?: GaussianMixture['covariance']
  /** What is added to every variance, relative to the mean variance of the entries of the points; 10⁻⁶ by default. */
  readonly regularisation?: number
  /** At most so many iterations; 100 by default. */
  readonly iterations?: number
  /** Ends when the mean log-likelihood grows by less than this, in nats; 0.001 by default. */
  readonly tolerance?: number
}

/** A mixture that was fitted, and how. */
export interface MixtureFit {
  readonly mixture: GaussianMixture
  /** The mean log-likelihood of the points before each iteration, in nats. */
  readonly history: ReadonlyArray<number>
  readonly hasConverged: boolean
}

/** The mean of the variances of the entries of points. */
export const meanVariance = ({ length, width, values }: Points): number => {
  let sum = 0
  for (let j = 0; j < width; j++) {
    let mean = 0
    for (let i = 0; i < length; i++) mean += (values[i * width + j] ?? 0) / length
    for (let i = 0; i < length; i++) sum += ((values[i * width + j] ?? 0) - mean) ** 2 / length
  }
  return sum / width
}

/** What is added to every variance. Points that do not vary get something too, so that a density exists. */
const addedVariance = (points: Points, regularisation: number): number =>
  Math.max(regularisation * meanVariance(points), Number.EPSILON)

/** The share of every point in one component. */
interface Shares {
  readonly of: (row: number) => number
  readonly sum: number
}

const weightedMean = ({ length, width, values }: Points, { of, sum }: Shares): Float64Array => {
  const mean = new Float64Array(width)
  for (let i = 0; i < length; i++) {
    const share = of(i) / sum
    if (share !== 0) for (let j = 0; j < width; j++) mean[j] = (mean[j] ?? 0) + share * (values[i * width + j] ?? 0)
  }
  return mean
}

/** Shares below this change no sum in double precision. */
const negligible = 1e-20

/** Σ sᵢ·(xᵢ − μ)·(xᵢ − μ)ᵀ / Σ sᵢ: its lower triangle, or its diagonal. */
const weightedCovariance = (
  { length, width, values }: Points,
  { of, sum }: Shares,
  mean: Float64Array,
  covariance: GaussianMixture['covariance'],
): Float64Array => {
  const isFull = covariance === 'full'
  const total = new Float64Array(isFull ? width * width : width)
  const centred = new Float64Array(width)
  for (let i = 0; i < length; i++) {
    const share = of(i) / sum
    if (share < negligible) continue
    for (let j = 0; j < width; j++) centred[j] = (values[i * width + j] ?? 0) - (mean[j] ?? 0)
    for (let j = 0; j < width; j++) {
      const scaled = share * (centred[j] ?? 0)
      if (!isFull) total[j] = (total[j] ?? 0) + scaled * (centred[j] ?? 0)
      else for (let k = 0, at = j * width; k <= j; k++, at++) total[at] = (total[at] ?? 0) + scaled * (centred[k] ?? 0)
    }
  }
  return total
}

/** The factor of a covariance with a number added to its diagonal: ten times more as often as it takes. */
const factorOf = (
  total: Float64Array,
  width: number,
  covariance: GaussianMixture['covariance'],
  added: number,
): ReadonlyArray<number> => {
  if (covariance === 'diagonal') return Array.from(total, (variance) => Math.sqrt(variance + added))
  const matrix = total.map((value, at) => (at % (width + 1) === 0 ? value + added : value))
  const factor = cholesky(matrix, width)
  return factor === undefined ? factorOf(total, width, covariance, 10 * added) : Array.from(factor.lower)
}

/** A component with fewer points than this keeps its place: a mean of so few says nothing. */
const fewest = 1e-9

/** The mixture that is the most likely given the shares [length × K] of the points in its components. */
export const maximise = (
  points: Points,
  shares: Float64Array,
  { covariance, added, before }: { covariance: GaussianMixture['covariance']; added: number; before?: GaussianMixture },
): GaussianMixture => {
  const { length, width } = points
  const count = shares.length / length
  const size = covariance === 'full' ? width * width : width
  const components = Array.from({ length: count }, (_, k) => {
    const of = (row: number): number => shares[row * count + k] ?? 0
    let sum = 0
    for (let i = 0; i < length; i++) sum += of(i)
    if (sum < fewest && before !== undefined)
      return {
        weight: sum / length,
        mean: before.means.slice(k * width, (k + 1) * width),
        factor: before.factors.slice(k * size, (k + 1) * size),
      }
    const share = { of, sum: Math.max(sum, fewest) }
    const mean = weightedMean(points, share)
    const total = weightedCovariance(points, share, mean, covariance)
    return { weight: sum / length, mean: Array.from(mean), factor: factorOf(total, width, covariance, added) }
  })
  const sum = components.reduce((all, { weight }) => all + weight, 0)
  return {
    covariance,
    weights: components.map(({ weight }) => weight / sum),
    means: components.flatMap(({ mean }) => mean),
    factors: components.flatMap(({ factor }) => factor),
  }
}

/**
 * Maximum likelihood by expectation-maximisation (Dempster, Laird and Rubin 1977; Bishop 2006, section 9.2.2) from a start.
 * `added` is added to every variance.
 */
export const expectationMaximisation = (
  points: Points,
  start: GaussianMixture,
  { added, iterations = 100, tolerance = 1e-3 }: MixtureOptions & { readonly added: number },
): MixtureFit => {
  const { covariance } = start
  const count = start.weights.length
  const shares = new Float64Array(points.length * count)
  const history: Array<number> = []
  let mixture = start
  for (let i = 0; i < iterations; i++) {
    let sum = 0
    visitDensities(mixture, points, (row, logDensity, joint) => {
      sum += logDensity
      for (let k = 0; k < count; k++) shares[row * count + k] = Math.exp((joint[k] ?? 0) - logDensity)
    })
    history.push(sum / points.length)
    mixture = maximise(points, shares, { covariance, added, before: mixture })
    const [last = 0, previous = Number.NEGATIVE_INFINITY] = history.slice(-2).toReversed()
    if (Math.abs(last - previous) < tolerance) return { mixture, history, hasConverged: true }
  }
  return { mixture, history, hasConverged: false }
}

/**
 * A mixture of so many Gaussians fitted to points without missing entries: expectation-maximisation from the groups that
 * k-means finds from a k-means++ start.
 */
export const fitGaussianMixture = (
  points: Points,
  components: number,
  from: Stream,
  options: MixtureOptions = {},
): MixtureFit => {
  const { covariance = 'full', regularisation = 1e-6 } = options
  const added = addedVariance(points, regularisation)
  const { nearest } = kMeans(points, components, from)
  const shares = new Float64Array(points.length * components)
  nearest.forEach((centre, row) => (shares[row * components + centre] = 1))
  const start = maximise(points, shares, { covariance, added })
  return expectationMaximisation(points, start, { ...options, added })
}
