import { percent } from '../diagnose/entries.ts'
import type { LatentSpace } from './latentSpace.ts'

/** Whether rows fit a space of fewer dimensions. */
export type Plausibility = 'plausible' | 'doubtful' | 'implausible'

/** A model for rows, and why. */
export interface Proposal {
  readonly plausibility: Plausibility
  /** The entries of the code. */
  readonly code: number
  /** The hidden layers of the encoder, and of the decoder. */
  readonly hidden: 0 | 1 | 2
  /** Whether a squared error would be dominated by outliers. */
  readonly isRobust: boolean
  /** Sentences that say why. */
  readonly reasons: ReadonlyArray<string>
}

/** Up to these parts of the dimension of shuffled columns. */
const plausibleUpTo = 0.7
const doubtfulUpTo = 0.9

/** The 1 % farthest rows have at most 8.5 % of the variance where rows are normal, in one dimension; twice that is much. */
const muchOfVariance = 0.2

/** How many times as many components as dimensions make the rows curved, and strongly curved. */
const curved = 1.5
const stronglyCurved = 3

const one = (value: number): string => value.toFixed(1)

const plausibilityOf = (ratio: number): Plausibility =>
  ratio <= plausibleUpTo ? 'plausible' : ratio <= doubtfulUpTo ? 'doubtful' : 'implausible'

const plausibilityReason = (ratio: number, { maximumLikelihood, shuffled }: LatentSpace['dimensions']): string => {
  const compared = `${one(maximumLikelihood.dimension)} dimensions, ${one(shuffled.dimension)} if every column is shuffled`
  if (ratio <= plausibleUpTo) return `The rows fit fewer dimensions: ${compared}.`
  if (ratio <= doubtfulUpTo) return `The rows fit hardly fewer dimensions than independent columns do: ${compared}.`
  return `The columns say next to nothing of each other: ${compared}. What a bottleneck leaves out is lost.`
}

/**
 * The dimension that a code must have room for, by maximum likelihood: over ten neighbours it is less misled than TwoNN where
 * numbers are rounded, or points are spread more evenly than at random.
 */
const dimensionOf = ({ dimensions: { maximumLikelihood } }: LatentSpace): number =>
  Math.max(1, Math.ceil(maximumLikelihood.dimension - 0.25))

const codeOf = (space: LatentSpace): Pick<Proposal, 'code' | 'reasons'> => {
  const dimension = dimensionOf(space)
  const varying = space.columns - space.constants.length
  const bounds = [
    {
      size: 2 * dimension,
      why: `twice the dimension: every smooth space of ${dimension} dimensions fits there without crossing itself (Whitney 1944)`,
    },
    {
      size: space.components[95],
      why: `as many as the principal components that hold 95 % of the variance: more would not compress`,
    },
    { size: Math.max(1, varying - 1), why: 'fewer than the columns that vary' },
  ]
  const least = bounds.reduce((a, b) => (b.size < a.size ? b : a))
  return { code: least.size, reasons: [`A code of ${least.size}: ${least.why}.`] }
}

const networkOf = (space: LatentSpace): Pick<Proposal, 'hidden' | 'reasons'> => {
  const dimension = dimensionOf(space)
  const bend = space.components[95] / dimension
  const compared = `${space.components[95]} principal components for 95 % of the variance, ${dimension} dimensions`
  if (bend <= curved)
    return { hidden: 0, reasons: [`A linear network, which is PCA: the rows are nearly flat, ${compared}.`] }
  if (bend <= stronglyCurved) return { hidden: 1, reasons: [`One hidden layer: the rows are curved, ${compared}.`] }
  return { hidden: 2, reasons: [`Two hidden layers: the rows are strongly curved, ${compared}.`] }
}

const outlierReason = ({ outliers }: LatentSpace): ReadonlyArray<string> =>
  outliers.share > muchOfVariance
    ? [
        `A loss that grows slowly for numbers, huber(): the 1 % of rows farthest from the mean have ${percent(outliers.share)} of the variance, which a squared error would serve first.`,
      ]
    : []

/** A model for rows by what they show: the size of its code, its hidden layers, its loss, each with the reason. */
export const proposalFor = (space: LatentSpace): Proposal => {
  const { maximumLikelihood, shuffled } = space.dimensions
  const ratio = maximumLikelihood.dimension / shuffled.dimension
  const [size, network, robust] = [codeOf(space), networkOf(space), outlierReason(space)]
  return {
    plausibility: plausibilityOf(ratio),
    code: size.code,
    hidden: network.hidden,
    isRobust: robust.length > 0,
    reasons: [plausibilityReason(ratio, space.dimensions), ...size.reasons, ...network.reasons, ...robust],
  }
}
