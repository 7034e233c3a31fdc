import { array, choice, number, refine, struct } from '../codec/index.ts'
import type { Stream } from '../random/index.ts'
import { child, fillRows } from '../random/index.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import type { Cholesky } from './cholesky.ts'
import { logDeterminant, multiplyLower, squaredMahalanobis } from './cholesky.ts'
import type { Points } from './points.ts'

/**
 * A mixture of K Gaussians in d dimensions (Bishop 2006, section 9.2), as plain data that is kept in files.
 *
 *     p(x) = Σₖ wₖ · N(x | μₖ, Σₖ)      Σₖ = Lₖ·Lₖᵀ, or the diagonal of σₖ²
 */
export interface GaussianMixture {
  readonly covariance: 'full' | 'diagonal'
  /** w: K, of sum 1. */
  readonly weights: ReadonlyArray<number>
  /** μ: K × d, one after the other. */
  readonly means: ReadonlyArray<number>
  /** L of full covariances, K × d × d, lower triangles by row; σ of diagonal ones, K × d. */
  readonly factors: ReadonlyArray<number>
}

/** The number of dimensions. */
export const mixtureWidth = ({ weights, means }: GaussianMixture): number => means.length / weights.length

/** One Gaussian of a mixture, ready to compute with. */
interface Component {
  readonly logWeight: number
  readonly mean: Float64Array
  /** log (2π)^{−d/2} |Σ|^{−1/2} */
  readonly logScale: number
  readonly factor: Cholesky | { readonly deviations: Float64Array }
}

const logTwoPi = Math.log(2 * Math.PI)

const componentsOf = memoizeWeak((mixture: GaussianMixture): ReadonlyArray<Component> => {
  const { covariance, weights, means, factors } = mixture
  const width = mixtureWidth(mixture)
  const size = covariance === 'full' ? width * width : width
  return weights.map((weight, k) => {
    const mean = Float64Array.from(means.slice(k * width, (k + 1) * width))
    const own = Float64Array.from(factors.slice(k * size, (k + 1) * size))
    const factor: Component['factor'] = covariance === 'full' ? { width, lower: own } : { deviations: own }
    const logVolume =
      'lower' in factor ? 0.5 * logDeterminant(factor) : own.reduce((sum, deviation) => sum + Math.log(deviation), 0)
    return { logWeight: Math.log(weight), mean, factor, logScale: -0.5 * width * logTwoPi - logVolume }
  })
})

/** The squared Mahalanobis distance of the point that begins at `start`. */
const distance = ({ mean, factor }: Component, { values }: Points, start: number, room: Float64Array): number => {
  for (let j = 0; j < room.length; j++) room[j] = (values[start + j] ?? 0) - (mean[j] ?? 0)
  if ('lower' in factor) return squaredMahalanobis(factor, room)
  let sum = 0
  for (let j = 0; j < room.length; j++) sum += ((room[j] ?? 0) / (factor.deviations[j] ?? 0)) ** 2
  return sum
}

/** log Σ exp, without overflow; −∞ where all are. */
const logSumExp = (logs: Float64Array): number => {
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return top === Number.NEGATIVE_INFINITY
    ? top
    : top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0))
}

/**
 * log p of every point, in nats; `visit` is given the log-density of each, with log wₖ + log N(x | μₖ, Σₖ) of every
 * component, which the next call overwrites.
 */
export const visitDensities = (
  mixture: GaussianMixture,
  points: Points,
  visit: (row: number, logDensity: number, joint: Float64Array) => void,
): void => {
  const components = componentsOf(mixture)
  const joint = new Float64Array(components.length)
  const room = new Float64Array(points.width)
  for (let row = 0; row < points.length; row++) {
    components.forEach((component, k) => {
      const squared = distance(component, points, row * points.width, room)
      joint[k] = component.logWeight + component.logScale - 0.5 * squared
    })
    visit(row, logSumExp(joint), joint)
  }
}

/** log p(x) of every point, in nats. A point with an entry that is not a number has none: NaN. */
export const mixtureLogDensity = (mixture: GaussianMixture, points: Points): Float64Array => {
  const densities = new Float64Array(points.length)
  visitDensities(mixture, points, (row, logDensity) => (densities[row] = logDensity))
  return densities
}

/** The probability of every component given a point, [length × K]. */
export const responsibilities = (mixture: GaussianMixture, points: Points): Float64Array => {
  const count = mixture.weights.length
  const shares = new Float64Array(points.length * count)
  visitDensities(mixture, points, (row, logDensity, joint) =>
    joint.forEach((log, k) => (shares[row * count + k] = Math.exp(log - logDensity))),
  )
  return shares
}

/** The component that a uniform number falls to. */
const componentAt = (weights: ReadonlyArray<number>, uniform: number): number => {
  let left = uniform
  const found = weights.findIndex((weight) => (left -= weight) < 0)
  return found === -1 ? weights.length - 1 : found
}

/** Points drawn from a mixture. Point i depends on the stream and on i alone. */
export const sampleMixture = (mixture: GaussianMixture, length: number, from: Stream): Points => {
  const components = componentsOf(mixture)
  const width = mixtureWidth(mixture)
  const rows = Uint32Array.from({ length }, (_, i) => i)
  const [uniform, values] = [new Float64Array(length), new Float64Array(length * width)]
  fillRows(child(from, 'component'), rows, 1, { kind: 'uniform' }, uniform)
  fillRows(child(from, 'normal'), rows, width, { kind: 'normal' }, values)
  for (let row = 0; row < length; row++) {
    const component = components[componentAt(mixture.weights, uniform[row] ?? 0)]
    const point = values.subarray(row * width, (row + 1) * width)
    if (component === undefined) throw new Error('a mixture without components')
    const { factor, mean } = component
    if ('lower' in factor) multiplyLower(factor, point)
    else point.forEach((z, j) => (point[j] = z * (factor.deviations[j] ?? 0)))
    point.forEach((entry, j) => (point[j] = entry + (mean[j] ?? 0)))
  }
  return { length, width, values }
}

const isWhole = (mixture: GaussianMixture): boolean => {
  const { weights, covariance, factors } = mixture
  const width = mixtureWidth(mixture)
  const size = covariance === 'full' ? width * width : width
  const isPositive = (factor: number, at: number): boolean => {
    const [row, column] = [Math.floor((at % size) / width), at % width]
    return covariance === 'diagonal' || row === column ? factor > 0 : row > column || factor === 0
  }
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return (
    Number.isSafeInteger(width) &&
    factors.length === weights.length * size &&
    Math.abs(sum - 1) < 1e-6 &&
    factors.every(isPositive)
  )
}

/** A mixture as files hold it. */
export const gaussianMixtureCodec = refine(
  struct({
    covariance: choice('full', 'diagonal'),
    weights: array(number({ minimum: 0, maximum: 1 }), { minItems: 1 }),
    means: array(number(), { minItems: 1 }),
    factors: array(number(), { minItems: 1 }),
  }),
  (mixture) =>
    isWhole(mixture)
      ? undefined
      : {
          fault: 'broken mixture',
          expected: 'weights of sum 1 and, for each, a mean and a factor with a positive diagonal',
          found: 'others',
        },
)
