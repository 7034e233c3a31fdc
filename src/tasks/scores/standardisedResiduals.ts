import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import type { Points } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import * as NamedTensors from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import { deviationsOf } from './gaussian.ts'
import { eachRow, residuals, sumOf } from './points.ts'
import type { ScoreInput, Scorer } from './score.ts'
import { defineScore } from './score.ts'
import { tensorFaults } from './tensorFaults.ts'

/** (rⱼ / sⱼ)² / D. */
const shares = ({ length, values, width }: Points, deviations: HostTensor['data']): Points => ({
  length,
  width,
  values: Float64Array.from(values, (value, i) => (value / (deviations[i % width] ?? 1)) ** 2 / width),
})

const scorer = (tensors: Named<HostTensor>): Scorer => {
  const { data: deviations } = NamedTensors.get(tensors, 'deviations')
  const sharesOf = async (rows: ScoreInput): Promise<Points> => shares(await residuals(rows), deviations)
  return {
    score: async (rows) => eachRow(await sharesOf(rows), sumOf),
    contributions: async (rows) => Float64Array.from((await sharesOf(rows)).values),
  }
}

/**
 * The mean over the entries of the squared residual, each divided by the scale of its column:
 *
 *     Σⱼ (rⱼ / sⱼ)² / D      sⱼ² = the mean of rⱼ² over the training rows + ε²      ε = 0.01 · the root of the mean of all rⱼ²
 *
 * so that a column that the model reconstructs well counts as much as one that it does not. Invariant to the units of the
 * columns of the target up to ε. The contributions are the summands: they add up to the score.
 */
export const standardisedResiduals = defineScore({
  name: 'standardisedResiduals',
  summary: 'Standardised residuals: the squared error of each column, divided by its mean over the training rows.',
  codec: () => struct({}),
  build: (_, { target }) =>
    Either.right({
      fit: async (training) => {
        const data = Float32Array.from(deviationsOf(await residuals(training)))
        const tensors = { deviations: { shape: [data.length], data } }
        return Either.right({ tensors, training: await scorer(tensors).score(training) })
      },
      scorer,
      check: (tensors, where) => tensorFaults(tensors, { deviations: [product(target)] }, where),
    }),
})
