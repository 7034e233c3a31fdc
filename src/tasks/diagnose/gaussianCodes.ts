import type { Points } from '../../statistics/index.ts'
import { layerStages } from '../../model/index.ts'
import { product } from '../../tensor/shape.ts'
import type { Inference } from '../inference.ts'
import { evaluator, joined, referenceRows, referenceWeights } from './referenceRows.ts'

/** The normal distributions that codes are sampled from, a row each. */
export interface GaussianCodes {
  readonly mean: Points
  readonly logVariance: Points
}

/** The normal distributions of the codes of rows; nothing where the encoder does not end with a Gaussian code. */
export const gaussianCodesOf = ({ model, weights, rows }: Inference): GaussianCodes | undefined => {
  if (model.encoder.layers.at(-1)?.built.distribution !== 'gaussian') return undefined
  const own = referenceWeights(weights)
  const parts = [...referenceRows(rows)].flatMap((part) => {
    const last = layerStages(evaluator, model, 'encoder', own, part).at(-1)
    const { mean, logVariance } = last?.aux ?? {}
    return mean === undefined || logVariance === undefined ? [] : [{ mean, logVariance }]
  })
  const points = (values: Float64Array): Points => ({ length: rows.length, width: product(model.code), values })
  return {
    mean: points(joined(parts.map(({ mean }) => mean))),
    logVariance: points(joined(parts.map(({ logVariance }) => logVariance))),
  }
}
