import * as Either from 'fp-ts/lib/Either.js'
import { describe, failure, integer, number, struct } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import { child, permutation } from '../../random/index.ts'
import type { GaussianMixture, Points } from '../../statistics/index.ts'
import { gaussianMixtureCodec, meanLogDensity, selectPoints } from '../../statistics/index.ts'
import type { TrainingCodes } from './density.ts'
import { defineCodeDensity, densityOf } from './density.ts'
import { realCodeFault } from './faults.ts'
import { mixtureDensity } from './mixture.ts'

/** Equal parts of normal distributions with independent entries. */
const evenMixture = (means: Points, deviations: ArrayLike<number>): GaussianMixture => ({
  covariance: 'diagonal',
  weights: Array.from({ length: means.length }, () => 1 / means.length),
  means: Array.from(means.values),
  factors: Array.from(deviations),
})

/** The standard deviation of every entry, and at least a little of that of all entries. */
const deviationsOf = ({ length, width, values }: Points): Float64Array => {
  const [mean, variance] = [new Float64Array(width), new Float64Array(width)]
  values.forEach((value, at) => (mean[at % width] = (mean[at % width] ?? 0) + value / length))
  values.forEach(
    (value, at) =>
      (variance[at % width] = (variance[at % width] ?? 0) + (value - (mean[at % width] ?? 0)) ** 2 / length),
  )
  const all = variance.reduce((sum, one) => sum + one, 0) / width
  return variance.map((one) => Math.sqrt(Math.max(one, 1e-6 * all, Number.EPSILON)))
}

const around = (centres: Points, deviations: Float64Array, bandwidth: number): GaussianMixture =>
  evenMixture(
    centres,
    centres.values.map((_, at) => bandwidth * (deviations[at % centres.width] ?? 0)),
  )

/** Standard deviations of the kernels, as shares of those of the codes. */
const bandwidths = [0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.56, 0.8]

/** The codes that a bandwidth is chosen by: at most so many. */
const mostChoosing = 1000

/**
 * A kernel around each of some codes, its deviations a share of those of all codes (Parzen 1962): the share is the one
 * under which other codes are most likely. Of too few codes for both parts half are centres while the share is chosen.
 */
const kernels = (codes: Points, most: number, from: Stream, given: number | undefined): GaussianMixture => {
  const order = permutation(child(from, 'centres'), codes.length)
  const deviations = deviationsOf(codes)
  const centres = selectPoints(codes, order.subarray(0, most))
  if (given !== undefined || codes.length < 2) return around(centres, deviations, given ?? 1)
  const count = Math.min(most, Math.ceil(codes.length / 2))
  const trial = selectPoints(codes, order.subarray(0, count))
  const others = selectPoints(codes, order.subarray(count, count + mostChoosing))
  const merits = bandwidths.map((share) => meanLogDensity(around(trial, deviations, share), others))
  const best = merits.indexOf(Math.max(...merits))
  return around(centres, deviations, bandwidths[best] ?? 1)
}

const posteriorMixture = (
  { means, deviations }: NonNullable<TrainingCodes['posteriors']>,
  most: number,
  from: Stream,
): GaussianMixture => {
  const rows = permutation(child(from, 'centres'), means.length).subarray(0, most)
  return evenMixture(selectPoints(means, rows), selectPoints(deviations, rows).values)
}

/**
 * The mixture of the distributions of the codes of training rows, (1/K) Σₖ q(z | xₖ): the aggregate posterior, which is the
 * prior under which the evidence lower bound is greatest (Tomczak and Welling 2018, section 2, where it is learned from
 * pseudo-inputs; here xₖ are training rows). Codes that are no samples have a normal kernel around each.
 */
export const aggregatePosterior = defineCodeDensity({
  name: 'aggregatePosterior',
  summary:
    'The mixture of the distributions of the codes of training rows (as the VampPrior); kernels where they have none.',
  codec: struct(
    {},
    {
      components: describe(integer({ minimum: 1, maximum: 100_000 }), 'the number of training rows; 500 by default'),
      bandwidth: describe(
        number({ exclusiveMinimum: 0 }),
        'the deviation of a kernel relative to that of the codes, where codes are no samples; chosen by default',
      ),
    },
  ),
  build: ({ components = 500, bandwidth }, model, where) => {
    const fault = realCodeFault(model, where)
    if (fault !== undefined) return failure(fault)
    return densityOf({
      fitted: gaussianMixtureCodec,
      fit: ({ codes, posteriors }, from) =>
        Either.right(
          posteriors === undefined
            ? kernels(codes, components, from, bandwidth)
            : posteriorMixture(posteriors, components, from),
        ),
      density: mixtureDensity,
    })
  },
})
