import * as Either from 'fp-ts/lib/Either.js'
import { choice, describe, failure, integer, number, struct } from '../../codec/index.ts'
import type { TypeOf } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import type { GaussianMixture, Points } from '../../statistics/index.ts'
import { chooseGaussianMixture, fitGaussianMixture, gaussianMixtureCodec } from '../../statistics/index.ts'
import { present } from '../../tensor/present.ts'
import { defineCodeDensity, densityOf } from './density.ts'
import { realCodeFault } from './faults.ts'
import { mixtureDensity } from './mixture.ts'

const settings = struct(
  {},
  {
    components: describe(integer({ minimum: 1, maximum: 10_000 }), 'the number of Gaussians; chosen by default'),
    covariance: describe(choice('full', 'diagonal'), 'the kind of their covariances; chosen by default'),
    by: describe(
      choice('heldOut', 'bic'),
      'what they are chosen by: the likelihood of a fifth of the codes, held out, or the BIC; heldOut by default',
    ),
    most: describe(integer({ minimum: 1, maximum: 10_000 }), 'the greatest number to choose; 16 by default'),
    regularisation: describe(
      number({ minimum: 0 }),
      'what is added to every variance, relative to the mean variance of the entries; 10⁻⁶ by default',
    ),
  },
)
type MixtureSettings = TypeOf<typeof settings>

/** Full covariances of wider codes have too many entries. */
const widestFull = 256

const kindsFor = ({ covariance }: MixtureSettings, width: number): ReadonlyArray<GaussianMixture['covariance']> => {
  if (covariance !== undefined) return [covariance]
  return width > widestFull ? ['diagonal'] : ['full', 'diagonal']
}

const fitTo = (codes: Points, from: Stream, given: MixtureSettings): GaussianMixture => {
  const { components, by, most, regularisation } = given
  const [first, ...others] = kindsFor(given, codes.width)
  const options = present({ regularisation })
  if (components !== undefined && first !== undefined && others.length === 0)
    return fitGaussianMixture(codes, components, from, { ...options, covariance: first }).mixture
  const covariances = kindsFor(given, codes.width)
  return chooseGaussianMixture(codes, from, { ...options, ...present({ by, most, components }), covariances }).mixture
}

/**
 * A mixture of Gaussians fitted to the codes of the training rows by expectation-maximisation, as in Ghosh et al. 2020,
 * section 4 (“ex-post density estimation”). How many Gaussians, and whether with full or diagonal covariances, is chosen by
 * the likelihood of held-out codes unless it is given.
 */
export const gaussianMixture = defineCodeDensity({
  name: 'gaussianMixture',
  summary: 'A mixture of Gaussians, fitted to the codes of the training rows by expectation-maximisation.',
  codec: settings,
  build: (given, model, where) => {
    const fault = realCodeFault(model, where)
    if (fault !== undefined) return failure(fault)
    return densityOf({
      fitted: gaussianMixtureCodec,
      fit: ({ codes }, from) => Either.right(fitTo(codes, from, given)),
      density: mixtureDensity,
    })
  },
})
