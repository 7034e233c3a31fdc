import { activityOf } from '../dictionary.ts'
import { columnSums } from '../errors.ts'
import { defineMetric } from '../metric.ts'

/** 1 − Σ‖x̂ − x‖² / Σ‖x − x̄‖² over all columns together, as papers on sparse autoencoders say it. */
export const explainedVariance = defineMetric({
  name: 'explainedVariance',
  title: 'explained variance',
  group: 'dictionary',
  better: 'high',
  isQuick: true,
  summary: 'Explained variance of a dictionary: 1 minus the share of the rows’ variance that is not reconstructed.',
  compute: async (subject) => {
    const found = await activityOf(subject)
    if ('undefined' in found) return found
    const columns = columnSums(await subject.compared())
    const errors = columns.reduce((sum, column) => sum + column.errors, 0)
    const spread = columns.reduce((sum, column) => sum + column.spread, 0)
    return spread > 0 ? { value: 1 - errors / spread } : { undefined: 'no column varies in these rows' }
  },
})

/**
 * The share of the loss of the model whose activations are reconstructed that is recovered (Bricken et al. 2023):
 * (L(0) − L(x̂)) / (L(0) − L(x)), with L the loss where that model goes on with zeros, with the reconstruction, with the rows.
 */
export const lossRecovered = defineMetric({
  name: 'lossRecovered',
  title: 'loss recovered',
  group: 'dictionary',
  better: 'high',
  needs: ['a downstream loss'],
  summary: 'Loss recovered: how much of a downstream model’s loss survives when it goes on with reconstructions.',
  compute: async ({ rows, downstream }) => {
    if (downstream === undefined) return { undefined: 'it needs a downstream loss' }
    const output = await rows.output()
    const of = (data: Float32Array) => downstream({ shape: output.shape, data })
    const own = await of(Float32Array.from(rows.target.values))
    const [zero, reconstructed] = [await of(new Float32Array(output.data.length)), await downstream(output)]
    return zero === own
      ? { undefined: 'the downstream loss does not depend on the rows' }
      : { value: (zero - reconstructed) / (zero - own) }
  },
})
