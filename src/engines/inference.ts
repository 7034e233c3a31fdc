import type { Model, Rows, Weights } from '../model/index.ts'
import {
  allTerms,
  decode,
  encode,
  evaluationLoss,
  finalStep,
  outputOf,
  posterior,
  reconstruct,
  scheduledWeights,
  score,
} from '../model/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { InferenceMethod } from './engine.ts'

/** The result of an inference method in an algebra, for rows; with the weights that terms have at the end of a run. */
export const inferWith = <T>(
  A: Tensor<T>,
  method: InferenceMethod,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  total: number,
): T => {
  const { x, condition, mask } = rows
  switch (method) {
    case 'encode':
      return encode(A, model, weights, x, condition)
    case 'decode':
      return decode(A, model, weights, x, condition)
    case 'output':
      return outputOf(A, model, weights, x, condition)
    case 'posterior':
      return posterior(A, model, weights, x, condition)
    case 'reconstruct':
      return reconstruct(A, model, weights, x, condition, mask)
    case 'score':
      return score(A, model, weights, rows, finalStep(A, total))
  }
}

/** The loss of rows without noise other than samples, its terms, and their weights at the end of a run. */
export const evaluateWith = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  total: number,
  samples: Named<T>,
): { readonly total: T; readonly terms: Named<T>; readonly weights: Named<T> } => {
  const position = finalStep(A, total)
  const value = evaluationLoss(A, model, weights, rows, position, samples)
  return { total: value.total, terms: allTerms(value), weights: scheduledWeights(A, model, position) }
}
