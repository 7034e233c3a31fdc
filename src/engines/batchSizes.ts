import { peakOf } from '../interpreters/cost/index.ts'
import type { Model } from '../model/index.ts'
import { lossOnSymbols } from '../model/index.ts'
import { product } from '../tensor/shape.ts'
import { samplesOf } from './noise.ts'

/** The most rows in one call, and for evaluation the most codes. The result of a row does not depend on it. */
const maxRows = 1000

/** The most bytes that the intermediate results of a call may take, if it has more than one row. */
const maxBytes = 2 ** 30

/** The number of rows to infer in one call: fewer where a row takes much memory. */
export const inferenceBatchSize = (model: Model): number => {
  const peak = peakOf([lossOnSymbols(model).total], maxRows)
  return Math.max(1, Math.floor(maxRows * Math.min(1, maxBytes / peak)))
}

/** The number of rows to evaluate in one call: fewer, too, where many codes are drawn for a row. */
export const evaluationBatchSize = (model: Model): number => {
  const drawn = Object.values(samplesOf(model)).map(({ shape, per }) => (per === 'row' ? product(shape) : 0))
  const codes = Math.max(1, Math.max(0, ...drawn) / Math.max(1, product(model.code)))
  return Math.max(1, Math.min(inferenceBatchSize(model), Math.floor(maxRows / codes)))
}
