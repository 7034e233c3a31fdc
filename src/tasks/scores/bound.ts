import * as Either from 'fp-ts/lib/Either.js'
import { integer, struct } from '../../codec/index.ts'
import { boundFault } from '../../model/index.ts'
import { defineScore, withoutState } from './score.ts'

/** How many codes are drawn for each row where the settings do not say. */
const defaultSamples = 16

/**
 * The negative importance-weighted bound on log p(x), in nats, from `samples` codes of each row (Burda et al. 2016): with one
 * sample the negative evidence lower bound. Every row has the same draws, so that its score depends on it alone. For a
 * Gaussian code and reconstruction terms that are log-likelihoods.
 */
export const bound = defineScore({
  name: 'bound',
  summary: 'Negative bound on the log-likelihood: importance-weighted, or with one sample the evidence lower bound.',
  codec: () => struct({}, { samples: integer({ minimum: 1, maximum: 100_000 }) }),
  build: ({ samples = defaultSamples }, model, { where }) => {
    const fault = boundFault(model)
    return fault === undefined
      ? Either.right(
          withoutState({
            score: async ({ bounds }) => (await bounds(samples, { alike: true })).map((value) => -value),
          }),
        )
      : Either.left([{ ...fault, where }])
  },
})
