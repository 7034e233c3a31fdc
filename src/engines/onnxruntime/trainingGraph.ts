import type { LoopCarried, Value } from '../../compiler/index.ts'
import { apply, buildLoop, cast, compile, graphInput, initializer } from '../../compiler/index.ts'
import type { Layout, Model, Plan, TrainState } from '../../model/index.ts'
import { fusedShapes, slotsFor, step } from '../../model/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { expressions, input } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import type { Engine } from '../engine.ts'
import { finiteCheck } from './finiteCheck.ts'
import type { OptionalInputs } from './symbols.ts'
import { dimensions, noiseSymbols, paired, rowSymbols, symbols, symbolShapes } from './symbols.ts'

type NamedOf<T> = Named.Named<T>
type Dtype = Engine['dtype']

const [zero, one] = [initializer('int64', [0], []), initializer('int64', [1], [])]

/** What a step hands on, and what of it goes by which name. */
const carriedOf = (state: TrainState<Expression>): NamedOf<Expression> => ({
  ...Named.prefix(state.parameters, 'parameters'),
  ...Named.prefix(state.buffers, 'buffers'),
  ...Named.prefix(state.slots, 'slots'),
})

/** The state as symbols, in a layout. */
const stateSymbols = (model: Model, plan: Plan, layout: Layout): TrainState<Expression> => {
  const shapes = fusedShapes(layout, model.parameters)
  return {
    parameters: symbols('parameters', shapes),
    buffers: symbols('buffers', model.buffers),
    slots: symbols('slots', slotsFor(plan, shapes)),
    step: input('step', []),
  }
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
  columns: OptionalInputs,
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

  const iteration = graphInput('iteration', 'int64', [])
  const index = graphInput('index', 'int32', ['K', n])
  const tripCount = apply('Squeeze', [apply('Shape', [index], { start: 0, end: 1 })])
  const steps = apply('Add', [graphInput('step', dtype, []), cast(apply('Range', [zero, tripCount, one]), dtype)])
  const chosen = apply('Gather', [index, iteration])
  const perIteration = (value: Value): Value => apply('Gather', [value, iteration])
  const carriedIn = Named.map(carriedOf(state), ({ shape }, name) =>
    graphInput(`iteration.${name}`, dtype, dimensions(shape)),
  )
  const inputs: NamedOf<Value> = {
    ...carriedIn,
    ...Named.map(symbolShapes({ ...rows }), (shape, name) =>
      apply('Gather', [graphInput(name, dtype, ['rows', ...dimensions(shape).slice(1)]), chosen]),
    ),
    ...Named.map(symbolShapes(noise), (shape, name) =>
      perIteration(graphInput(name, dtype, ['K', ...dimensions(shape)])),
    ),
    step: steps,
  }
  const results = { ...kept, ...collected }
  const values = compile(Object.values(results), {
    type: dtype,
    rows: initializer('int64', [n], [1]),
    input: (name) => Named.get(inputs, name),
    loop: { counter: 'step', select: perIteration },
  })
  const outputs = paired(results, values, dtype)
  const carried = outputs.slice(0, Named.names(kept).length).map(({ name, value }): LoopCarried => {
    const inner = name.slice('next.'.length)
    const current = Named.get(carriedIn, inner)
    return { name, next: value, current, initial: graphInput(inner, dtype, current.dimensions) }
  })
  const finals = carried.map(({ name, initial }) => graphInput(name, dtype, initial.dimensions))
  return buildLoop({
    tripCount,
    count: 'taken',
    iteration,
    stop: graphInput('stop', 'int32', []),
    carried,
    scanOutputs: outputs.slice(carried.length),
    after: [{ name: 'sound', value: finiteCheck(finals, dtype), type: dtype, dimensions: [] }],
  })
}
