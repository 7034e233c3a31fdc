import type { NodeProto, TensorProto } from 'onnx-buf'
import { graphProto, modelBytes, nodeProto, tensorProto, valueInfoProto } from './proto.ts'
import type { OnnxNode, Dimension, GraphInput, Initializer, NodeOutput, Value } from './value.ts'
import { apply, graphInput, initializer, operandsOf, valuesOf } from './value.ts'

/** A value that leaves a graph under a name. */
export interface Output {
  readonly name: string
  readonly value: Value
  readonly type: GraphInput['type']
  readonly dimensions: GraphInput['dimensions']
}

/** A value that a loop carries from turn to turn. */
export interface LoopCarried {
  /** What the loop begins with. */
  readonly initial: GraphInput
  /** What a turn is given. */
  readonly current: GraphInput
  /** What it hands on. */
  readonly next: Value
  /** The name of the last turn's value. */
  readonly name: string
}

/** A body that runs several times. What does not depend on the turn is computed once, outside. */
export interface Loop {
  /** How many times, an int64 of shape []. */
  readonly tripCount: Value
  /** The extent of what is collected: as many as there were turns, by a name of its own. */
  readonly count: Dimension
  /** The number of the turn inside: 0, 1, …, an int64 of shape []. */
  readonly iteration: GraphInput
  /** An int32 of shape [] that is looked at after every turn: where it is no longer 0, that was the last one. */
  readonly stop: GraphInput
  readonly carried: ReadonlyArray<LoopCarried>
  /** Values of every turn, stacked. */
  readonly scanOutputs: ReadonlyArray<Output>
  /** What is computed after the last turn; what the loop carried out is given by its name. */
  readonly after: ReadonlyArray<Output>
}

const keyOf = ({ type, dimensions, values }: Initializer): string =>
  `${type}[${dimensions.join()}]${Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join()}`

/** Names for values, each its own: literals of the same numbers share one. */
interface Names {
  readonly of: (value: Value | null) => string
  readonly fix: (value: Value, name: string) => void
  readonly fresh: (stem: string) => string
}

const naming = (): Names => {
  const names = new Map<Value, string>()
  const literals = new Map<string, string>()
  let count = 0
  const fresh = (stem: string): string => `${stem}_${count++}`
  const invent = (value: Value): string => {
    if (value.kind === 'given') return value.name
    if (value.kind === 'applied') return fresh(value.operator)
    if (value.kind === 'part') return fresh(value.of.operator)
    const key = keyOf(value)
    const name = literals.get(key) ?? fresh('literal')
    literals.set(key, name)
    return name
  }
  const of = (value: Value | null): string => {
    if (value === null) return ''
    const name = names.get(value) ?? invent(value)
    names.set(value, name)
    return name
  }
  return { of, fresh, fix: (value, name) => void names.set(value, name) }
}

/** The outputs of an operator by name; one that nothing needs has none. */
const outputsOf = (value: OnnxNode, parts: ReadonlyArray<NodeOutput>, names: Names): ReadonlyArray<string> =>
  Array.from({ length: value.outputs }, (_, i) => {
    const found = parts.find(({ of, index }) => of === value && index === i)
    return i === 0 ? names.of(value) : names.of(found ?? null)
  })

const nodesFor = (values: ReadonlyArray<Value>, names: Names): ReadonlyArray<NodeProto> => {
  const parts = values.filter((value) => value.kind === 'part')
  return values.flatMap((value) =>
    value.kind === 'applied'
      ? [nodeProto(value.operator, value.operands.map(names.of), outputsOf(value, parts, names), value.attributes)]
      : [],
  )
}

const initializersFor = (values: ReadonlyArray<Value>, names: Names): ReadonlyArray<TensorProto> => {
  const literals = new Map(
    values.flatMap((value) => (value.kind === 'literal' ? [[names.of(value), value] as const] : [])),
  )
  return [...literals].map(([name, { type, values: numbers, dimensions }]) =>
    tensorProto(name, type, numbers, dimensions),
  )
}

const inputsOf = (values: ReadonlyArray<Value>) =>
  values.flatMap((value) => (value.kind === 'given' ? [valueInfoProto(value.name, value.type, value.dimensions)] : []))

const outputInfo = ({ name, type, dimensions }: Omit<Output, 'value'>) => valueInfoProto(name, type, dimensions)

/**
 * Outputs as nodes of their own wherever a value has another name already, as an input, a literal or another output,
 * or is not computed here.
 */
const asOutputs = (
  outputs: ReadonlyArray<Output>,
  names: Names,
  isHere: (value: Value) => boolean = () => true,
): ReadonlyArray<Output> => {
  const taken = new Set<Value>()
  return outputs.map((output) => {
    const own = output.value.kind === 'applied' && !taken.has(output.value) && isHere(output.value)
    const value = own ? output.value : apply('Identity', [output.value])
    taken.add(value)
    names.fix(value, output.name)
    return { ...output, value }
  })
}

/** An ONNX model that computes the outputs; its inputs are the given values that they need. */
export const build = (outputs: ReadonlyArray<Output>): Uint8Array => {
  const names = naming()
  const own = asOutputs(outputs, names)
  const values = valuesOf(own.map(({ value }) => value))
  return modelBytes(
    graphProto({
      name: 'isthmus',
      nodes: nodesFor(values, names),
      initializers: initializersFor(values, names),
      inputs: inputsOf(values),
      outputs: own.map(outputInfo),
    }),
  )
}

/** What `stop` is while a loop goes on. */
const goes = initializer('int32', [0], [])

/** The values that depend on what is given inside a loop. */
const inside = (values: ReadonlyArray<Value>, locals: ReadonlySet<Value>): ReadonlySet<Value> => {
  const found = new Set<Value>(locals)
  for (const value of values) if (operandsOf(value).some((operand) => found.has(operand))) found.add(value)
  return found
}

/** What a loop has to collect, each value once, and the names that are others' too, to be made of those afterwards. */
const collectedOnce = ({ scanOutputs, count }: Loop) => {
  const firsts = new Map<Value, Output>()
  for (const output of scanOutputs) if (!firsts.has(output.value)) firsts.set(output.value, output)
  const once = [...firsts.values()]
  const again = scanOutputs.flatMap((output): ReadonlyArray<Output> => {
    const first = firsts.get(output.value)
    if (first === undefined || first === output) return []
    const dimensions = [count, ...output.dimensions]
    return [{ ...output, dimensions, value: graphInput(first.name, output.type, dimensions) }]
  })
  return { once, again }
}

/** An ONNX model that runs a loop: what it carries and collects are its outputs. */
export const buildLoop = (whole: Loop): Uint8Array => {
  const { tripCount, count, iteration, stop, carried, after } = whole
  const { once: collected, again } = collectedOnce(whole)
  const names = naming()
  const locals = new Set<Value>([iteration, ...carried.map(({ current }) => current)])
  const ends: ReadonlyArray<Output> = [
    ...carried.map(({ next, name, initial: { type, dimensions } }) => ({
      name: `${name}:turn`,
      value: next,
      type,
      dimensions,
    })),
    ...collected.map((output) => ({ ...output, name: `${output.name}:turn` })),
  ]
  const within = inside(valuesOf(ends.map(({ value }) => value)), locals)
  const handed = asOutputs(ends, names, (value) => within.has(value))
  const values = valuesOf(handed.map(({ value }) => value))
  const roots = new Set(handed.map(({ value }) => value))
  const body = values.filter((value) => within.has(value) || roots.has(value))
  const outer = valuesOf([
    tripCount,
    stop,
    goes,
    ...carried.map(({ initial }) => initial),
    ...values.filter((value) => !within.has(value) && !roots.has(value)),
  ])
  const [going, goesOn] = [names.fresh('going'), names.fresh('going')]
  const stays = nodeProto('Equal', [names.of(stop), names.of(goes)], [goesOn], {})
  const bodyGraph = graphProto({
    name: 'turn',
    nodes: [...nodesFor(body, names), stays],
    initializers: [],
    inputs: [
      valueInfoProto(iteration.name, 'int64', []),
      valueInfoProto(going, 'bool', []),
      ...carried.map(({ current }) => valueInfoProto(current.name, current.type, current.dimensions)),
    ],
    outputs: [valueInfoProto(goesOn, 'bool', []), ...handed.map(outputInfo)],
  })
  const outputs = [
    ...carried.map(({ name, initial: { type, dimensions } }) => ({ name, type, dimensions })),
    ...collected.map((output) => ({ ...output, dimensions: [count, ...output.dimensions] })),
  ]
  const loop = nodeProto(
    'Loop',
    [names.of(tripCount), '', ...carried.map(({ initial }) => names.of(initial))],
    outputs.map(({ name }) => name),
    { body: bodyGraph },
  )
  const results = asOutputs([...after, ...again], names)
  const last = valuesOf(results.map(({ value }) => value)).filter((value) => value.kind !== 'given')
  return modelBytes(
    graphProto({
      name: 'isthmus',
      nodes: [...nodesFor(outer, names), loop, ...nodesFor(last, names)],
      initializers: initializersFor([...outer, ...last], names),
      inputs: inputsOf(outer),
      outputs: [...outputs, ...results].map(outputInfo),
    }),
  )
}
