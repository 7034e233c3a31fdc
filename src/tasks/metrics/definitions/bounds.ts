import { describe, integer, struct } from '../../../codec/index.ts'
import { ratioOf } from '../errors.ts'
import { defineMetric } from '../metric.ts'

/**
 * The evidence lower bound of log p(x), in nats a row, from one sampled code of each row (Kingma and Welling 2014,
 * equation 2, by sampling both parts): log p(x | z) + log p(z) − log q(z | x). Weights of a KL term are not in it.
 */
export const elbo = defineMetric({
  name: 'elbo',
  title: 'evidence lower bound, nats a row',
  group: 'generation',
  better: 'high',
  needs: ['a bound'],
  summary: 'ELBO, evidence lower bound of the log-likelihood, from a sampled code of each row.',
  compute: async ({ rows }) => {
    const sums = await rows.bounds(1)
    return { value: ratioOf({ sums }), rows: { sums } }
  },
})

/** The importance-weighted bound of log p(x), in nats a row (Burda et al. 2016): tighter the more samples. */
export const importanceWeightedBound = defineMetric({
  name: 'importanceWeightedBound',
  title: 'importance-weighted bound, nats a row',
  group: 'generation',
  better: 'high',
  needs: ['a bound'],
  summary: 'IWAE bound: importance-weighted lower bound of the log-likelihood.',
  codec: struct({}, { samples: describe(integer({ minimum: 1 }), 'codes of each row; 100 by default') }),
  compute: async (subject, { samples = 100 }) => {
    const sums = await subject.some(1000).bounds(samples)
    return { value: ratioOf({ sums }), rows: { sums }, note: `${samples} samples` }
  },
})
