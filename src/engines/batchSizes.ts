import { peakOf } from '../../interpreters/cost/index.ts'
import type { Model } from '../../model/index.ts'
import { lossOnSymbols } from '../../model/index.ts'
import { product } from '../../tensor/shape.ts'
import { samplesOf } from '../noise.ts'

/** So many rows are computed at a time: memory, not the result of a row, depends on it. */
const most = 1000

/** The intermediate results of so many rows take no more bytes than this, or those of one row. */
const largest = 2 ** 30

/** How many rows of a model are asked for at a time: fewer where each takes much memory. */
export const inferenceBatchSize = (model: Model): number => {
  const peak = peakOf([lossOnSymbols(model).total], most)
  return Math.max(1, Math.floor(most * Math.min(1, largest / peak)))
}

/** How many rows of a model are evaluated at a time: each may have many codes drawn. */
export const evaluationBatchSize = (model: Model): number => {
  const drawn = Object.values(samplesOf(model)).map(({ shape, per }) => (per === 'row' ? product(shape) : 0))
  const codes = Math.max(1, Math.max(0, ...drawn) / Math.max(1, product(model.code)))
  return Math.max(1, Math.min(inferenceBatchSize(model), Math.floor(most / codes)))
}
