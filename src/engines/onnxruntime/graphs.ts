import { apply, build, compile, graphInput, initializer } from '../../compiler/index.ts'
import type { Stage } from '../../layers/index.ts'
import type { Model, RunPosition, Plan, Rows, Weights } from '../../model/index.ts'
import {
  bound,
  decode,
  encode,
  allGradients,
  allTerms,
  finalStep,
  loss,
  evaluationLoss,
  reconstruct,
  scheduledWeights,
  score,
} from '../../model/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { expressions, input, nodesOf } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import type { Shape, Sizes } from '../../tensor/shape.ts'
import { isSymbolic, rowsOf } from '../../tensor/shape.ts'
import type { Engine, InferenceMethod } from '../engine.ts'
import { samplesOf } from '../noise.ts'
import type { OptionalInputs } from './symbols.ts'
import { dimensions, noiseSymbols, paired, rowSymbols, symbolShapes, weightsOf } from './symbols.ts'

type NamedOf<T> = Named.Named<T>
type Dtype = Engine['dtype']

/** The graph of named results, each computed from symbols that become its inputs. */
const graph = (results: NamedOf<Expression>, dtype: Dtype, shapes: NamedOf<Shape>): Uint8Array => {
  const givens = Named.map(shapes, (shape, name) => graphInput(name, dtype, dimensions(shape)))
  const batched = Named.names(shapes).find((name) => isSymbolic(shapes[name]?.[0] ?? 1))
  const rows =
    batched === undefined
      ? initializer('int64', [1], [1])
      : apply('Shape', [Named.get(givens, batched)], { start: 0, end: 1 })
  const values = compile(Object.values(results), { type: dtype, rows, input: (name) => Named.get(givens, name) })
  return build(paired(results, values, dtype))
}

const inferenceMethods: Readonly<
  Record<
    InferenceMethod,
    (model: Model, weights: Weights<Expression>, rows: Rows<Expression>, moment: RunPosition<Expression>) => Expression
  >
> = {
  encode: (model, weights, { x, condition }) => encode(expressions, model, weights, x, condition),
  decode: (model, weights, { x, condition }) => decode(expressions, model, weights, x, condition),
  reconstruct: (model, weights, { x, condition }) => reconstruct(expressions, model, weights, x, condition),
  score: (model, weights, rows, moment) => score(expressions, model, weights, rows, moment),
}

/** A graph that does next to nothing: what does not load it, loads none. */
export const smokeTestGraph = (): Uint8Array => graph({ y: expressions.neg(input('x', [1])) }, 'float32', { x: [1] })

/** The graph of one layer by itself: y and the pullback of a cotangent `dy`. */
export const layerGraph = ({ y, pullback }: Stage<Expression>, output: Sizes, dtype: Dtype): Uint8Array => {
  const { dx, dparameters } = pullback(input('dy', rowsOf(output)), {})
  const results = { y, dx, ...Named.prefix(dparameters, 'd') }
  const inputs = nodesOf(Object.values(results)).filter(({ primitive }) => primitive === 'input')
  return graph(results, dtype, symbolShapes(Object.fromEntries(inputs.map((node, i) => [String(i), node]))))
}

/** The graph that answers a question for rows: `x` (and `mask`) with the weights → `answer`. */
export const inferenceGraph = (
  model: Model,
  { total }: Plan,
  question: InferenceMethod,
  columns: OptionalInputs,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightsOf(model)
  const sizes = question === 'decode' ? model.code : model.input
  const rows = { ...rowSymbols(model, columns), x: input('x', rowsOf(sizes)) }
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows })
  return graph(
    { answer: inferenceMethods[question](model, weights, rows, finalStep(expressions, total)) },
    dtype,
    shapes,
  )
}

/** The graph of the bound of every row by so many draws: `x`, … and `draws` with the weights → `answer`. */
export const boundGraph = (
  model: Model,
  { total }: Plan,
  columns: OptionalInputs,
  count: number,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightsOf(model)
  const [rows, draws] = [rowSymbols(model, columns), input('draws', rowsOf([count, ...model.code]))]
  const answer = bound(expressions, model, weights, rows, draws, finalStep(expressions, total))
  return graph({ answer }, dtype, symbolShapes(weights.parameters, weights.buffers, { ...rows }, { draws }))
}

/** The graph of the loss without noise, but for samples: → `total` and `terms.…`. */
export const lossGraph = (model: Model, plan: Plan, columns: OptionalInputs, dtype: Dtype): Uint8Array => {
  const weights = weightsOf(model)
  const rows = rowSymbols(model, columns)
  const moment = finalStep(expressions, plan.total)
  const samples = noiseSymbols(samplesOf(model))
  const value = evaluationLoss(expressions, model, weights, rows, moment, samples)
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows }, samples)
  const scheduled = scheduledWeights(expressions, model, moment)
  const results = {
    total: value.total,
    ...Named.prefix(allTerms(value), 'terms'),
    ...Named.prefix(scheduled, 'weights'),
  }
  return graph(results, dtype, shapes)
}

/** The graph of the gradient under given noise at a `step`: → `total` and `gradients.…`. */
export const gradientGraph = (model: Model, plan: Plan, columns: OptionalInputs, dtype: Dtype): Uint8Array => {
  const weights = weightsOf(model)
  const [rows, noise] = [rowSymbols(model, columns), noiseSymbols(model.noise)]
  const moment = { step: input('step', []), total: plan.total }
  const value = loss(expressions, model, weights, noise, rows, moment)
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows }, noise, { step: moment.step })
  return graph({ total: value.total, ...Named.prefix(allGradients(value), 'gradients') }, dtype, shapes)
}
