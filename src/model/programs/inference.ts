import type { Stage } from '../../layers/index.ts'
import { mean, rowAxes, rowSum, square } from '../../tensor/derived.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { Weights } from './networks.ts'
import { inputOf, neutralNoise } from './networks.ts'
import { rowErrors } from './rowErrors.ts'
import type { Rows } from './rows.ts'
import { targetOf } from './rows.ts'
import type { RunPosition } from './weight.ts'
import { finalStep } from './weight.ts'

const withoutNoise = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  { x, condition }: { readonly x: T; readonly condition: T | undefined },
  name: 'encoder' | 'decoder',
): Stage<T> => {
  const noise = neutralNoise(A, model.noise, extentAt(A.shape(x), 0))
  return model[name].program(A, inputOf(model, name, { ...weights, noise, x, condition }))
}

/** The code of every row, without noise: [N, …input] → [N, …code]; `condition` is [N, width] if the model has one. */
export const encode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  withoutNoise(A, model, weights, { x, condition }, 'encoder').y

/** The output for every code, without noise: [N, …code] → [N, …target]. */
export const decode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, code: T, condition?: T): T =>
  withoutNoise(A, model, weights, { x: code, condition }, 'decoder').y

/** The output for every row, without noise: [N, …input] → [N, …target]. */
export const reconstruct = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  decode(A, model, weights, encode(A, model, weights, x, condition), condition)

/**
 * The anomaly score of every row, [N]: its weighted reconstruction terms without noise; the mean squared error
 * if the loss has no such term.
 */
export const score = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  position: RunPosition<T> = finalStep(A),
): T => {
  const output = reconstruct(A, model, weights, rows.x, rows.condition)
  const compared = { ...targetOf(rows), output }
  const errors = rowErrors(A, model, compared, position)
  if (errors !== undefined) return errors
  const squares = square(A, A.sub(output, compared.target))
  return rowSum(A, mean(A, squares, rowAxes(A.shape(squares))))
}
