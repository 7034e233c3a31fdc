import { apply, build, compile, graphInput, initializer } from '../../compiler/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { expressions, input, nodesOf } from '../../expression/expression.ts'
import type { Stage } from '../../layers/index.ts'
import type { Model, Plan } from '../../model/index.ts'
import { allGradients, bound, finalStep, loss } from '../../model/index.ts'
import type { Dtype } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { Shape, Sizes } from '../../tensor/shape.ts'
import { isSymbolic, rowsOf } from '../../tensor/shape.ts'
import type { InferenceMethod } from '../engine.ts'
import { evaluateWith, inferWith } from '../inference.ts'
import { samplesOf } from '../noise.ts'
import { inputNames, joinGradients, joinLoss, joinRows, outputNames } from './names.ts'
import type { OptionalInputs } from './symbols.ts'
import { dimensions, noiseSymbols, outputsOf, rowSymbols, symbolShapes, weightSymbols } from './symbols.ts'

type NamedOf<T> = Named.Named<T>

/** The graph of named results, each computed from symbols, which become its inputs. */
const graph = (results: NamedOf<Expression>, dtype: Dtype, shapes: NamedOf<Shape>): Uint8Array => {
  const inputs = Named.map(shapes, (shape, name) => graphInput(name, dtype, dimensions(shape)))
  const batched = Named.names(shapes).find((name) => isSymbolic(shapes[name]?.[0] ?? 1))
  const rows =
    batched === undefined
      ? initializer('int64', [1], [1])
      : apply('Shape', [Named.get(inputs, batched)], { start: 0, end: 1 })
  const values = compile(Object.values(results), { type: dtype, rows, input: (name) => Named.get(inputs, name) })
  return build(outputsOf(results, values, dtype))
}

/** The smallest graph: a runtime that cannot load it can load none. */
export const smokeTestGraph = (): Uint8Array =>
  graph({ y: expressions.neg(input(inputNames.x, [1])) }, 'float32', { [inputNames.x]: [1] })

/** The graph of one layer alone: its output `y`, and the pullback of a cotangent `dy`. */
export const layerGraph = ({ y, pullback }: Stage<Expression>, output: Sizes, dtype: Dtype): Uint8Array => {
  const { dx, dparameters } = pullback(input('dy', rowsOf(output)), {})
  const results = { y, dx, ...Named.prefix(dparameters, 'd') }
  const inputs = nodesOf(Object.values(results)).filter(({ primitive }) => primitive === 'input')
  return graph(results, dtype, symbolShapes(Object.fromEntries(inputs.map((node, i) => [String(i), node]))))
}

/** The graph of an inference method. Inputs: the weights, `x`, `mask` and `condition` if any. Output: `output`. */
export const inferenceGraph = (
  model: Model,
  { total }: Plan,
  method: InferenceMethod,
  optional: OptionalInputs,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightSymbols(model)
  const sizes = method === 'decode' || method === 'output' ? model.code : model.input
  const rows = { ...rowSymbols(model, optional), x: input(inputNames.x, rowsOf(sizes)) }
  const output = inferWith(expressions, method, model, weights, rows, total)
  const shapes = symbolShapes(weights.parameters, weights.buffers, joinRows(rows))
  return graph({ [outputNames.output]: output }, dtype, shapes)
}

/**
 * The graph of the importance-weighted bound of each row. Inputs: the weights, the rows, and `draws` [N, count, …code].
 * Output: `output` [N].
 */
export const boundGraph = (
  model: Model,
  { total }: Plan,
  optional: OptionalInputs,
  count: number,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightSymbols(model)
  const rows = rowSymbols(model, optional)
  const draws = input(inputNames.draws, rowsOf([count, ...model.code]))
  const output = bound(expressions, model, weights, rows, draws, finalStep(expressions, total))
  const shapes = symbolShapes(weights.parameters, weights.buffers, joinRows(rows), { draws })
  return graph({ [outputNames.output]: output }, dtype, shapes)
}

/**
 * The graph of the loss without noise other than samples. Inputs: the weights, the rows, and `noise.…` of the samples.
 * Outputs: `total`, `terms.…` and `weights.…`.
 */
export const lossGraph = (model: Model, plan: Plan, optional: OptionalInputs, dtype: Dtype): Uint8Array => {
  const weights = weightSymbols(model)
  const rows = rowSymbols(model, optional)
  const samples = noiseSymbols(samplesOf(model))
  const results = joinLoss(evaluateWith(expressions, model, weights, rows, plan.total, samples))
  return graph(results, dtype, symbolShapes(weights.parameters, weights.buffers, joinRows(rows), samples))
}

/**
 * The graph of the loss and its gradient. Inputs: the weights, the rows, `noise.…` and `step`. Outputs: `total` and
 * `gradients.…`.
 */
export const gradientGraph = (model: Model, plan: Plan, optional: OptionalInputs, dtype: Dtype): Uint8Array => {
  const weights = weightSymbols(model)
  const [rows, noise] = [rowSymbols(model, optional), noiseSymbols(model.noise)]
  const step = input(inputNames.step, [])
  const value = loss(expressions, model, weights, noise, rows, { step, total: plan.total })
  const shapes = symbolShapes(weights.parameters, weights.buffers, joinRows(rows), noise, { step })
  return graph(joinGradients(value.total, allGradients(value)), dtype, shapes)
}
