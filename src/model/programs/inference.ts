import type { Stage } from '../../layers/index.ts'
import { mean, rowAxes, rowSum, square } from '../../tensor/derived.ts'
import type { Named } from '../../tensor/named.ts'
import { get } from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { extentAt, sameShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import { meanOf, sampleOf } from './mean.ts'
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

/**
 * The parameters of the normal distribution of every row's code, for a model with a Gaussian code: [N, …input] →
 * [N, 2, …code], the mean and the log-variance.
 */
export const posterior = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T => {
  const { aux } = withoutNoise(A, model, weights, { x, condition }, 'encoder')
  const [n, one] = [extentAt(A.shape(x), 0), 1]
  const parts = ['mean', 'logVariance'].map((name) => A.reshape(get(aux, name), [n, one, ...model.code]))
  return A.concat(parts, 1)
}

/** What the decoder gives for every code, without noise: [N, …code] → [N, …output]. */
export const outputOf = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, code: T, condition?: T): T =>
  withoutNoise(A, model, weights, { x: code, condition }, 'decoder').y

/** The row that is expected for every code, without noise: [N, …code] → [N, …target]. */
export const decode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, code: T, condition?: T): T =>
  meanOf(A, model, outputOf(A, model, weights, code, condition))

/**
 * The row that is expected for every row, without noise: [N, …input] → [N, …target]. That is the output of the decoder,
 * or the mean of the likelihood that the loss has: its rates, its probabilities. `mask` says which entries are known.
 */
export const reconstruct = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T, mask?: T): T => {
  const output = outputOf(A, model, weights, encode(A, model, weights, x, condition), condition)
  return meanOf(A, model, output, sameShape(model.target, model.input) ? { x, ...present({ mask }) } : undefined)
}

/**
 * Rows drawn at random from the likelihood of every code, [N, …code] → [N, …target], by random numbers under the names of
 * `noise`, which `sampleOf` lists; the rows that are expected if the loss has no likelihood that can be sampled.
 */
export const sample = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  { code, condition }: { readonly code: T; readonly condition?: T },
  noise: Named<T>,
): T => {
  const output = outputOf(A, model, weights, code, condition)
  return sampleOf(model)?.run(A, output, noise) ?? meanOf(A, model, output)
}

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
  const output = outputOf(A, model, weights, encode(A, model, weights, rows.x, rows.condition), rows.condition)
  const compared = { ...targetOf(rows), output }
  const errors = rowErrors(A, model, compared, position)
  if (errors !== undefined) return errors
  const squares = square(A, A.sub(output, compared.target))
  return rowSum(A, mean(A, squares, rowAxes(A.shape(squares))))
}
