import type { Carried, Dimension, Given, Output, Value } from '../interpreters/onnx/index.ts'
import {
  apply,
  build,
  buildLoop,
  given,
  hoist,
  integers,
  literal,
  lower,
  simplify,
} from '../interpreters/onnx/index.ts'
import type { Noise, Stage } from '../layers/index.ts'
import type { Layout, Model, Moment, Plan, Rows, TrainState, Weights } from '../model/index.ts'
import {
  bound,
  decode,
  encode,
  everyGradient,
  everyTerm,
  holderShapes,
  lastOf,
  loss,
  quietLoss,
  reconstruct,
  scheduledWeights,
  score,
  slotsFor,
  step,
} from '../model/index.ts'
import type { Expression } from '../tensor/expression.ts'
import { expressions, input, nodesOf } from '../tensor/expression.ts'
import * as Named from '../tensor/named.ts'
import type { Extent, Shape, Sizes } from '../tensor/shape.ts'
import { batch, isSymbolic, rowsOf } from '../tensor/shape.ts'
import type { Engine, HostRows, Question } from './engine.ts'
import { samplesOf } from './noise.ts'

type NamedOf<T> = Named.Named<T>
type Dtype = Engine['dtype']

/** Which columns of rows are there beside x. */
export type Columns = Readonly<Record<'weight' | 'mask', boolean>>

export const columnsOf = ({ weight, mask }: HostRows): Columns => ({
  weight: weight !== undefined,
  mask: mask !== undefined,
})

/** What of a graph's name depends on the columns. */
export const labelOf = ({ weight, mask }: Columns): string => `${weight ? '-weighted' : ''}${mask ? '-masked' : ''}`

const dimensions = (shape: Shape): ReadonlyArray<Dimension> =>
  shape.map((extent) => (isSymbolic(extent) ? (extent.batch === 1 ? 'N' : `${extent.batch}N`) : extent))

/** Symbols for tensors of known shapes, by names below a scope. */
const symbols = (scope: string, shapes: NamedOf<{ readonly shape: Sizes }>): NamedOf<Expression> =>
  Named.map(shapes, ({ shape }, name) => input(`${scope}.${name}`, shape))

const weightsOf = ({ parameters, buffers }: Model): Weights<Expression> => ({
  parameters: symbols('parameters', parameters),
  buffers: symbols('buffers', buffers),
})

const rowSymbols = (
  { input: sizes, condition }: Model,
  { weight, mask }: Columns,
  n: Extent = batch,
): Rows<Expression> => ({
  x: input('x', [n, ...sizes]),
  ...(weight ? { weight: input('weight', [n]) } : {}),
  ...(mask ? { mask: input('mask', [n, ...sizes]) } : {}),
  ...(condition === undefined ? {} : { condition: input('condition', [n, condition.width]) }),
})

const noiseSymbols = (noise: NamedOf<Noise>, n: Extent = batch): NamedOf<Expression> =>
  Named.map(noise, ({ shape, per }, name) => input(`noise.${name}`, per === 'row' ? [n, ...shape] : shape))

const [zero, one] = [literal('int64', [0], []), literal('int64', [1], [])]
/** The cast to each dtype. */
const types = { float32: { to: 1 }, float64: { to: 11 } } as const

/** Results with the values that were made of them. */
const paired = (results: NamedOf<Expression>, values: ReadonlyArray<Value>, type: Dtype): ReadonlyArray<Output> =>
  Object.entries(results).flatMap(([name, { shape }], i) => {
    const value = values[i]
    return value === undefined ? [] : [{ name, value, type, dimensions: dimensions(shape) }]
  })

/** The graph of named results, each computed from symbols that become its inputs. */
const graph = (results: NamedOf<Expression>, dtype: Dtype, shapes: NamedOf<Shape>): Uint8Array => {
  const givens = Named.map(shapes, (shape, name) => given(name, dtype, dimensions(shape)))
  const batched = Named.names(shapes).find((name) => isSymbolic(shapes[name]?.[0] ?? 1))
  const rows =
    batched === undefined
      ? literal('int64', [1], [1])
      : apply('Shape', [Named.get(givens, batched)], { start: 0, end: 1 })
  const values = lower(Object.values(results), { type: dtype, rows, given: (name) => Named.get(givens, name) })
  return build(paired(results, values, dtype))
}

const symbolShapes = (...groups: ReadonlyArray<NamedOf<Expression>>): NamedOf<Shape> =>
  Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map(({ attributes, shape }) => [attributes.name ?? '', shape])),
  )

const questions: Readonly<
  Record<
    Question,
    (model: Model, weights: Weights<Expression>, rows: Rows<Expression>, moment: Moment<Expression>) => Expression
  >
> = {
  encode: (model, weights, { x, condition }) => encode(expressions, model, weights, x, condition),
  decode: (model, weights, { x, condition }) => decode(expressions, model, weights, x, condition),
  reconstruct: (model, weights, { x, condition }) => reconstruct(expressions, model, weights, x, condition),
  score: (model, weights, rows, moment) => score(expressions, model, weights, rows, moment),
}

/** The graph of one layer by itself: y and the pullback of a cotangent `dy`. */
export const layerGraph = ({ y, pullback }: Stage<Expression>, output: Sizes, dtype: Dtype): Uint8Array => {
  const { dx, dparameters } = pullback(input('dy', rowsOf(output)), {})
  const results = { y, dx, ...Named.prefix(dparameters, 'd') }
  const inputs = nodesOf(Object.values(results)).filter(({ primitive }) => primitive === 'input')
  return graph(results, dtype, symbolShapes(Object.fromEntries(inputs.map((node, i) => [String(i), node]))))
}

/** The graph that answers a question for rows: `x` (and `mask`) with the weights → `answer`. */
export const questionGraph = (
  model: Model,
  { total }: Plan,
  question: Question,
  columns: Columns,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightsOf(model)
  const sizes = question === 'decode' ? model.code : model.input
  const rows = { ...rowSymbols(model, columns), x: input('x', rowsOf(sizes)) }
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows })
  return graph({ answer: questions[question](model, weights, rows, lastOf(expressions, total)) }, dtype, shapes)
}

/** The graph of the bound of every row by so many draws: `x`, … and `draws` with the weights → `answer`. */
export const boundGraph = (
  model: Model,
  { total }: Plan,
  columns: Columns,
  count: number,
  dtype: Dtype,
): Uint8Array => {
  const weights = weightsOf(model)
  const [rows, draws] = [rowSymbols(model, columns), input('draws', rowsOf([count, ...model.code]))]
  const answer = bound(expressions, model, weights, rows, draws, lastOf(expressions, total))
  return graph({ answer }, dtype, symbolShapes(weights.parameters, weights.buffers, { ...rows }, { draws }))
}

/** The graph of the loss without noise, but for samples: → `total` and `terms.…`. */
export const lossGraph = (model: Model, plan: Plan, columns: Columns, dtype: Dtype): Uint8Array => {
  const weights = weightsOf(model)
  const rows = rowSymbols(model, columns)
  const moment = lastOf(expressions, plan.total)
  const samples = noiseSymbols(samplesOf(model))
  const value = quietLoss(expressions, model, weights, rows, moment, samples)
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows }, samples)
  const scheduled = scheduledWeights(expressions, model, moment)
  const results = {
    total: value.total,
    ...Named.prefix(everyTerm(value), 'terms'),
    ...Named.prefix(scheduled, 'weights'),
  }
  return graph(results, dtype, shapes)
}

/** The graph of the gradient under given noise at a `step`: → `total` and `gradients.…`. */
export const gradientGraph = (model: Model, plan: Plan, columns: Columns, dtype: Dtype): Uint8Array => {
  const weights = weightsOf(model)
  const [rows, noise] = [rowSymbols(model, columns), noiseSymbols(model.noise)]
  const moment = { step: input('step', []), total: plan.total }
  const value = loss(expressions, model, weights, noise, rows, moment)
  const shapes = symbolShapes(weights.parameters, weights.buffers, { ...rows }, noise, { step: moment.step })
  return graph({ total: value.total, ...Named.prefix(everyGradient(value), 'gradients') }, dtype, shapes)
}

/** What a step hands on, and what of it goes by which name. */
const carriedOf = (state: TrainState<Expression>): NamedOf<Expression> => ({
  ...Named.prefix(state.parameters, 'parameters'),
  ...Named.prefix(state.buffers, 'buffers'),
  ...Named.prefix(state.slots, 'slots'),
})

/** The state as symbols, in a layout. */
const stateSymbols = (model: Model, plan: Plan, layout: Layout): TrainState<Expression> => {
  const shapes = holderShapes(layout, model.parameters)
  return {
    parameters: symbols('parameters', shapes),
    buffers: symbols('buffers', model.buffers),
    slots: symbols('slots', slotsFor(plan, shapes)),
    step: input('step', []),
  }
}

/** So small that no sum of finite numbers times it overflows. */
const tiny = 2 ** -64

/**
 * The sum of a tensor, in a scale of its own: finite where every entry is. Matrices are added up by a product, which
 * reads them once.
 */
const sumOf = (value: Given, dtype: Dtype): Value => {
  const [rows = 1, ...others] = value.dimensions
  const scaled =
    others.length === 1 && typeof rows === 'number' && rows > 1
      ? apply('Gemm', [apply('Expand', [literal(dtype, [tiny], []), integers([1, rows])]), value])
      : apply('Mul', [value, literal(dtype, [tiny], [])])
  return apply('ReduceSum', [scaled], { keepdims: 0 })
}

/** 0 where everything is finite, else NaN. */
const soundness = (values: ReadonlyArray<Given>, dtype: Dtype): Value => {
  const zero = literal(dtype, [0], [])
  const sums = values.map((value) => apply('Mul', [sumOf(value, dtype), zero]))
  return sums.length === 0 ? zero : apply('Sum', sums)
}

/**
 * The graph of many steps. Inputs: the state in a layout (`parameters.…`, `buffers.…`, `slots.…`), `step`, the data
 * (`x`, `weight`, `mask`), `index` [K, N] of the rows of each of K minibatches, `noise.…` [K, N, …], and `stop`, which
 * ends it after the step under way as soon as it is not 0. Outputs: the state after the last step (`next.parameters.…`),
 * `sound`, which is 0 if all of it is finite, and of every step taken `total`, `terms.…` and `weights.…`, each [taken].
 */
export const trainingGraph = (
  model: Model,
  plan: Plan,
  layout: Layout,
  columns: Columns,
  n: number,
  dtype: Dtype,
): Uint8Array => {
  const [rows, noise] = [rowSymbols(model, columns, n), noiseSymbols(model.noise, n)]
  const state = stateSymbols(model, plan, layout)
  const { state: next, report } = step(expressions, model, plan, state, noise, rows, layout)
  const kept = Named.prefix(carriedOf(next), 'next')
  const collected = {
    total: report.total,
    ...Named.prefix(report.terms, 'terms'),
    ...Named.prefix(report.weights, 'weights'),
  }
  const { roots, tables } = hoist(simplify([...Object.values(kept), ...Object.values(collected)]), 'step')

  const turn = given('turn', 'int64', [])
  const index = given('index', 'int32', ['K', n])
  const turns = apply('Squeeze', [apply('Shape', [index], { start: 0, end: 1 })])
  const steps = apply('Add', [
    given('step', dtype, []),
    apply('Cast', [apply('Range', [zero, turns, one])], types[dtype]),
  ])
  const chosen = apply('Gather', [index, turn])
  const perTurn = (value: Value): Value => apply('Gather', [value, turn])
  const surroundings = { type: dtype, rows: literal('int64', [n], [1]) }
  const rates = lower(Object.values(tables), { ...surroundings, given: () => steps })
  const held = Named.map(carriedOf(state), ({ shape }, name) => given(`turn.${name}`, dtype, dimensions(shape)))
  const inputs: NamedOf<Value> = {
    ...held,
    ...Named.map(symbolShapes({ ...rows }), (shape, name) =>
      apply('Gather', [given(name, dtype, ['rows', ...dimensions(shape).slice(1)]), chosen]),
    ),
    ...Named.map(symbolShapes(noise), (shape, name) => perTurn(given(name, dtype, ['K', ...dimensions(shape)]))),
    ...Object.fromEntries(Named.names(tables).map((name, i) => [name, perTurn(rates[i] ?? steps)])),
  }
  const outputs = paired(
    { ...kept, ...collected },
    lower(roots, { ...surroundings, given: (name) => Named.get(inputs, name) }),
    dtype,
  )
  const carried = outputs.slice(0, Named.names(kept).length).map(({ name, value }): Carried => {
    const inner = name.slice('next.'.length)
    const current = Named.get(held, inner)
    return { name, next: value, current, initial: given(inner, dtype, current.dimensions) }
  })
  const finals = carried.map(({ name, initial }) => given(name, dtype, initial.dimensions))
  return buildLoop({
    turns,
    count: 'taken',
    turn,
    stop: given('stop', 'int32', []),
    carried,
    collected: outputs.slice(carried.length),
    after: [{ name: 'sound', value: soundness(finals, dtype), type: dtype, dimensions: [] }],
  })
}
