import { ratioOf } from '../errors.ts'
import { defineMetric } from '../metric.ts'

/**
 * log p(x | z) of a row under what is decoded from its own code, without noise: the negative reconstruction terms, in nats
 * a row. It says how well rows are reconstructed; it is no bound of log p(x). Terms that leave out constants, as a sum of
 * squares does, leave them out here.
 */
export const logLikelihood = defineMetric({
  name: 'logLikelihood',
  title: 'log p(x | code), nats a row',
  group: 'reconstruction',
  better: 'high',
  isQuick: true,
  needs: ['a likelihood'],
  summary: 'Log-likelihood of rows given their own code: the negative reconstruction terms.',
  compute: async ({ rows }) => {
    const sums = Float64Array.from((await rows.losses()).data, (loss) => -loss)
    return { value: ratioOf({ sums }), rows: { sums } }
  },
})
