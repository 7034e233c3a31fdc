import type { GraphInput, Output, Value } from '../../compiler/index.ts'
import { apply, buildLoop, cast, compile, graphInput, initializer } from '../../compiler/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { expressions, input } from '../../expression/expression.ts'
import type { Layout, Model, Plan, Rows, TrainState } from '../../model/index.ts'
import { fusedShapes, slotsFor, step } from '../../model/index.ts'
import { shared, stacked, vmap } from '../../interpreters/vmap/index.ts'
import type { Dtype } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { finiteCheck } from './finiteCheck.ts'
import { inputNames, joinCarried, joinLoss, joinRows, nextName, outputNames, scopedName } from './names.ts'
import type { OptionalInputs } from './symbols.ts'
import { dimensions, noiseSymbols, outputsOf, rowSymbols, symbols, symbolShapes } from './symbols.ts'

type NamedOf<T> = Named.Named<T>

const [zero, one] = [initializer('int64', [0], []), initializer('int64', [1], [])]

/** The symbols of one training step. */
interface StepSymbols {
  readonly state: TrainState<Expression>
  readonly rows: Rows<Expression>
  readonly noise: NamedOf<Expression>
}

/** The sizes of a training step: its minibatch, and the members of an ensemble that take it at once; 1 for a model alone. */
export interface StepSizes {
  readonly n: number
  readonly members: number
}

/** The state in a layout, the rows and the noise of a step as symbols; those of an ensemble are stacked by member. */
const stepSymbols = (
  model: Model,
  plan: Plan,
  layout: Layout,
  optional: OptionalInputs,
  { n, members }: StepSizes,
): StepSymbols => {
  const front = members === 1 ? [] : [members]
  const stack = (named: NamedOf<Expression>): NamedOf<Expression> =>
    Named.map(named, ({ attributes: { name = '' }, shape }) => input(name, [...front, ...shape]))
  const shapes = fusedShapes(layout, model.parameters)
  const rows = stack(joinRows(rowSymbols(model, optional, n)))
  return {
    state: {
      parameters: stack(symbols('parameters', shapes)),
      buffers: stack(symbols('buffers', model.buffers)),
      slots: stack(symbols('slots', slotsFor(plan, shapes))),
      step: input(inputNames.step, []),
    },
    rows: { ...rows, x: Named.get(rows, inputNames.x) },
    noise: stack(noiseSymbols(model.noise, n)),
  }
}

/** What a training step computes: the next value of each carried tensor, and the losses. */
interface StepResults {
  readonly next: NamedOf<Expression>
  readonly losses: NamedOf<Expression>
}

const stepResults = (model: Model, plan: Plan, layout: Layout, { state, rows, noise }: StepSymbols): StepResults => {
  const { state: next, report } = step(expressions, model, plan, { state, noise, rows, layout })
  return { next: joinCarried(next), losses: joinLoss(report) }
}

/** The same for the members of an ensemble: each tensor of the results is stacked by member. */
const ensembleResults = (
  model: Model,
  plan: Plan,
  layout: Layout,
  { state, rows, noise }: StepSymbols,
  members: number,
): StepResults => {
  const V = vmap(expressions, members)
  const each = (named: NamedOf<Expression>) => Named.map(named, stacked)
  const lifted = {
    parameters: each(state.parameters),
    buffers: each(state.buffers),
    slots: each(state.slots),
    step: shared(state.step),
  }
  const data = { ...each(joinRows(rows)), x: stacked(rows.x) }
  const { state: next, report } = step(V, model, plan, { state: lifted, noise: each(noise), rows: data, layout })
  const spread = (named: NamedOf<ReturnType<typeof stacked<Expression>>>) =>
    Named.map(named, ({ value, isStacked }) =>
      isStacked ? value : expressions.expand(value, [members, ...expressions.shape(value)]),
    )
  return { next: spread(joinCarried(next)), losses: spread(joinLoss(report)) }
}

const iteration = graphInput(inputNames.iteration, 'int64', [])

/** The entry of the current iteration in a tensor whose first axis counts iterations. */
const currentOf = (value: Value): Value => apply('Gather', [value, iteration])

/** The number of float32 entries in the widest vector instruction of current processors. */
const vectorLength = initializer('int64', [16], [])
const vectorRest = initializer('int64', [15], [])

/** The least multiple of the vector length that is not less than a length. */
const padded = (length: Value): Value =>
  apply('Mul', [apply('Div', [apply('Add', [length, vectorRest]), vectorLength]), vectorLength])

/**
 * The numbers of the K steps, and of some more: what depends on the step number alone is computed for all of them before
 * the loop. ONNX Runtime computes entries that do not fill a vector instruction by other code, with other last bits.
 * Thanks to the padding no step is among them, so the result of a step does not depend on K.
 */
const stepNumbers = (tripCount: Value, dtype: Dtype): Value => {
  const first = graphInput(inputNames.step, dtype, [])
  return apply('Add', [first, cast(apply('Range', [zero, padded(tripCount), one]), dtype)])
}

/** The values of the symbols of a step in the current iteration, but for the step number: those of all steps. */
const stepInputs = (
  { rows, noise }: StepSymbols,
  carried: NamedOf<Value>,
  tripCount: Value,
  index: GraphInput,
  dtype: Dtype,
): NamedOf<Value> => {
  const batch = currentOf(index)
  const axesOfIndex = index.dimensions.length - 1
  return {
    ...carried,
    ...Named.map(symbolShapes(joinRows(rows)), (shape, name) =>
      apply('Gather', [graphInput(name, dtype, ['rows', ...dimensions(shape).slice(axesOfIndex)]), batch]),
    ),
    ...Named.map(symbolShapes(noise), (shape, name) => currentOf(graphInput(name, dtype, ['K', ...dimensions(shape)]))),
    [inputNames.step]: stepNumbers(tripCount, dtype),
  }
}

/** The loop that repeats a step, with the finite check of its final state. */
const loopOf = (
  tripCount: Value,
  carriedIn: NamedOf<GraphInput>,
  next: ReadonlyArray<Output>,
  losses: ReadonlyArray<Output>,
  dtype: Dtype,
): Uint8Array => {
  const carried = next.map(({ name, value }) => {
    const current = Named.get(carriedIn, name)
    return { name: nextName(name), next: value, current, initial: graphInput(name, dtype, current.dimensions) }
  })
  const finals = carried.map(({ name, initial }) => graphInput(name, dtype, initial.dimensions))
  return buildLoop({
    tripCount,
    count: outputNames.taken,
    iteration,
    stop: graphInput(inputNames.stop, 'int32', []),
    carried,
    scanOutputs: losses,
    after: [{ name: outputNames.finite, value: finiteCheck(finals, dtype), type: dtype, dimensions: [] }],
  })
}

/**
 * The graph of K training steps. Inputs: the state in a layout (`parameters.…`, `buffers.…`, `slots.…`), `step`, the data
 * (`x`, `weight`, `mask`, `condition`, `target`, `targetMask`), `index` [K, N] of the rows of each minibatch, `noise.…` [K, N, …], and `stop`:
 * once it is not 0, the current step is the last. Outputs: the state after the last step (`next.parameters.…`), `finite`,
 * which is 0 if all of that state is finite, `taken`, and `total`, `terms.…` and `weights.…` of each step, all [taken].
 * For an ensemble, all but `step`, the data and `stop` have an axis of members: in front, or after K and `taken`.
 */
export const trainingGraph = (
  model: Model,
  plan: Plan,
  layout: Layout,
  optional: OptionalInputs,
  sizes: StepSizes,
  dtype: Dtype,
): Uint8Array => {
  const { n, members } = sizes
  const inStep = stepSymbols(model, plan, layout, optional, sizes)
  const { next, losses } =
    members === 1 ? stepResults(model, plan, layout, inStep) : ensembleResults(model, plan, layout, inStep, members)
  const index = graphInput(inputNames.index, 'int32', members === 1 ? ['K', n] : ['K', members, n])
  const tripCount = apply('Squeeze', [apply('Shape', [index], { start: 0, end: 1 })])
  const carriedIn = Named.map(joinCarried(inStep.state), ({ shape }, name) =>
    graphInput(scopedName('iteration', name), dtype, dimensions(shape)),
  )
  const inputs = stepInputs(inStep, carriedIn, tripCount, index, dtype)
  const values = compile([...Object.values(next), ...Object.values(losses)], {
    type: dtype,
    rows: initializer('int64', [n], [1]),
    input: (name) => Named.get(inputs, name),
    loop: { counter: inputNames.step, select: currentOf },
  })
  const count = Named.names(next).length
  return loopOf(
    tripCount,
    carriedIn,
    outputsOf(next, values.slice(0, count), dtype),
    outputsOf(losses, values.slice(count), dtype),
    dtype,
  )
}
