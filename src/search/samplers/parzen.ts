import { normalCdf, normalQuantile } from '../../preprocessing/normal.ts'
import type { Cell } from '../distributions/index.ts'
import type { Hyperparameter, Values } from '../space/hyperparameter.ts'

/** A Parzen estimator of good values or of bad ones: a mixture of one kernel around each observation, and the prior. */
export interface Parzen {
  /** Values by the numbers of (0, 1): the first chooses the kernel, the others the values. */
  readonly sample: (uniforms: ArrayLike<number>) => Values
  /** The logarithm of the density of values; the mass, where they are discrete. */
  readonly logDensity: (values: Values) => number
}

/** A kernel of one hyperparameter around one value. */
interface Kernel {
  readonly sample: (r: number) => number
  readonly density: (value: number) => number
}

const middle = ([low, high]: Cell): number => (low + high) / 2

/** A normal distribution that is cut to [0, 1], around an observation. */
const normalKernel = ({ distribution }: Hyperparameter, value: number, deviation: number): Kernel => {
  const centre = middle(distribution.cell(value))
  const below = normalCdf(-centre / deviation)
  const mass = normalCdf((1 - centre) / deviation) - below
  return {
    sample: (r) => {
      const p = Math.min(1 - 1e-12, Math.max(1e-12, below + r * mass))
      return distribution.at(Math.min(1, Math.max(0, centre + deviation * normalQuantile(p))))
    },
    density: (other) => {
      const [low, high] = distribution.cell(other)
      if (low < high) return (normalCdf((high - centre) / deviation) - normalCdf((low - centre) / deviation)) / mass
      const z = (low - centre) / deviation
      return Math.exp(-0.5 * z * z) / (deviation * Math.sqrt(2 * Math.PI) * mass)
    },
  }
}

/** The observed option with the weight 1 + 1/(n + 1), each other one with 1/(n + 1). */
const optionKernel = ({ distribution: { levels = 1 } }: Hyperparameter, value: number, n: number): Kernel => {
  const weight = 1 / (n + 1)
  const total = 1 + levels * weight
  return {
    sample: (r) => (r * total < 1 ? value : Math.min(levels - 1, Math.floor((r * total - 1) / weight))),
    density: (other) => ((other === value ? 1 : 0) + weight) / total,
  }
}

/** The distribution of the hyperparameter itself. */
const priorKernel = ({ distribution }: Hyperparameter): Kernel => ({
  sample: distribution.at,
  density: (value) => {
    const [low, high] = distribution.cell(value)
    return low < high ? high - low : 1
  },
})

/** The deviation of the normal kernels: that of Scott’s rule for a range of 1, and not below 1/100 or the mean distance. */
const deviationFor = (n: number, dimensions: number): number =>
  Math.max(0.2 * Math.max(1, n) ** (-1 / (dimensions + 4)), 1 / Math.min(100, n + 1))

const logSum = (logs: ReadonlyArray<number>): number => {
  const most = Math.max(...logs)
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
}

/**
 * The Parzen estimator of some hyperparameters from the values that were observed. Where an observation lacks one, as it
 * stands in an option that was not chosen, its prior takes the place.
 */
export const parzen = (group: ReadonlyArray<Hyperparameter>, observed: ReadonlyArray<Values>): Parzen => {
  const n = observed.length
  const deviation = deviationFor(n, group.length)
  const priors = group.map(priorKernel)
  const around = (values: Values) =>
    group.map((one, d): Kernel => {
      const value = values[one.name]
      if (value === undefined) return priors[d] ?? priorKernel(one)
      return one.distribution.ordered ? normalKernel(one, value, deviation) : optionKernel(one, value, n)
    })
  const components = [...observed.map(around), priors]
  return {
    sample: (uniforms) => {
      const chosen = components[Math.min(n, Math.floor((uniforms[0] ?? 0) * components.length))] ?? priors
      return Object.fromEntries(group.map(({ name }, d) => [name, chosen[d]?.sample(uniforms[d + 1] ?? 0.5) ?? 0]))
    },
    logDensity: (values) => {
      const logOf = (kernels: ReadonlyArray<Kernel>): number =>
        group.reduce((sum, { name }, d) => {
          const value = values[name]
          return value === undefined ? sum : sum + Math.log(Math.max(1e-300, kernels[d]?.density(value) ?? 1))
        }, 0)
      return logSum(components.map(logOf)) - Math.log(components.length)
    },
  }
}
