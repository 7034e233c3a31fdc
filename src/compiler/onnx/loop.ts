import type { GraphProto, NodeProto } from 'onnx-buf'
import type { Output } from './build.ts'
import { fixOutputs, initializersAmong, inputsAmong, nodesAmong, outputInfo } from './build.ts'
import type { Names } from './naming.ts'
import { naming } from './naming.ts'
import { graphProto, modelBytes, nodeProto, valueInfoProto } from './proto.ts'
import type { Dimension, GraphInput, Value } from './value.ts'
import { graphInput, initializer, operandsOf, valuesOf } from './value.ts'

/** A value that a loop carries from iteration to iteration. */
export interface LoopCarried {
  /** Its value before the first iteration. */
  readonly initial: GraphInput
  /** Its value at the start of an iteration. */
  readonly current: GraphInput
  /** Its value at the end of an iteration. */
  readonly next: Value
  /** The name of its value after the last iteration. */
  readonly name: string
}

/** An ONNX Loop. Values that do not depend on the iteration are computed once, outside of its body. */
export interface Loop {
  /** The maximum number of iterations, an int64 of shape []. */
  readonly tripCount: Value
  /** The number of iterations that were run, as the first dimension of the scan outputs. */
  readonly count: Dimension
  /** The number of the iteration inside: 0, 1, …, an int64 of shape []. */
  readonly iteration: GraphInput
  /** An int32 of shape [], read at the end of every iteration: if it is not 0, the loop ends. */
  readonly stop: GraphInput
  readonly carried: ReadonlyArray<LoopCarried>
  /** Values of every iteration, stacked. */
  readonly scanOutputs: ReadonlyArray<Output>
  /** Outputs computed after the last iteration; a carried value is an input by its name. */
  readonly after: ReadonlyArray<Output>
}

/** The value of `stop` while the loop goes on. */
const running = initializer('int32', [0], [])

/** The values of the body: those that depend on its inputs. */
const dependents = (values: ReadonlyArray<Value>, inputs: ReadonlyArray<Value>): ReadonlySet<Value> => {
  const dependent = new Set<Value>(inputs)
  for (const value of values) if (operandsOf(value).some((operand) => dependent.has(operand))) dependent.add(value)
  return dependent
}

/** Scan outputs with each value once; and the repeated ones, as copies of the first that are made after the loop. */
const uniqueScanOutputs = ({ scanOutputs, count }: Loop) => {
  const firsts = new Map<Value, Output>()
  for (const output of scanOutputs) if (!firsts.has(output.value)) firsts.set(output.value, output)
  const copies = scanOutputs.flatMap((output): ReadonlyArray<Output> => {
    const first = firsts.get(output.value)
    if (first === undefined || first === output) return []
    const dimensions = [count, ...output.dimensions]
    return [{ ...output, dimensions, value: graphInput(first.name, output.type, dimensions) }]
  })
  return { unique: [...firsts.values()], copies }
}

/** The outputs of the body: the carried values at the end of an iteration, and the scan outputs. */
const bodyOutputs = (carried: Loop['carried'], scanOutputs: ReadonlyArray<Output>): ReadonlyArray<Output> => [
  ...carried.map(({ next, name, initial: { type, dimensions } }) => ({
    name: `${name}:iteration`,
    value: next,
    type,
    dimensions,
  })),
  ...scanOutputs.map((output) => ({ ...output, name: `${output.name}:iteration` })),
]

/** The graph of the body, and the values outside of it that it uses. */
const bodyOf = ({ iteration, stop, carried }: Loop, scanOutputs: ReadonlyArray<Output>, names: Names) => {
  const outputs = bodyOutputs(carried, scanOutputs)
  const inside = dependents(valuesOf(outputs.map(({ value }) => value)), [
    iteration,
    ...carried.map(({ current }) => current),
  ])
  const fixed = fixOutputs(outputs, names, (value) => inside.has(value))
  const roots = new Set(fixed.map(({ value }) => value))
  const values = valuesOf([...roots])
  const isInside = (value: Value): boolean => inside.has(value) || roots.has(value)
  const [condition, goesOn] = [names.fresh('condition'), names.fresh('condition')]
  const graph = (): GraphProto =>
    graphProto({
      name: 'iteration',
      nodes: [
        ...nodesAmong(values.filter(isInside), names),
        nodeProto('Equal', [names.of(stop), names.of(running)], [goesOn], {}),
      ],
      initializers: [],
      inputs: [
        valueInfoProto(iteration.name, 'int64', []),
        valueInfoProto(condition, 'bool', []),
        ...carried.map(({ current }) => valueInfoProto(current.name, current.type, current.dimensions)),
      ],
      outputs: [valueInfoProto(goesOn, 'bool', []), ...fixed.map(outputInfo)],
    })
  return { graph, outside: values.filter((value) => !isInside(value)) }
}

const loopNode = (
  { tripCount, carried }: Loop,
  outputs: ReadonlyArray<string>,
  body: GraphProto,
  names: Names,
): NodeProto =>
  nodeProto('Loop', [names.of(tripCount), '', ...carried.map(({ initial }) => names.of(initial))], outputs, { body })

/** An ONNX model that runs a loop: the carried values after it, its scan outputs and `after` are the outputs. */
export const buildLoop = (loop: Loop): Uint8Array => {
  const { tripCount, count, stop, carried, after } = loop
  const { unique, copies } = uniqueScanOutputs(loop)
  const names = naming()
  const body = bodyOf(loop, unique, names)
  const before = valuesOf([tripCount, stop, running, ...carried.map(({ initial }) => initial), ...body.outside])
  const loopOutputs = [
    ...carried.map(({ name, initial: { type, dimensions } }) => ({ name, type, dimensions })),
    ...unique.map((output) => ({ ...output, dimensions: [count, ...output.dimensions] })),
  ]
  const node = loopNode(
    loop,
    loopOutputs.map(({ name }) => name),
    body.graph(),
    names,
  )
  const results = fixOutputs([...after, ...copies], names)
  const last = valuesOf(results.map(({ value }) => value)).filter((value) => value.kind !== 'input')
  return modelBytes(
    graphProto({
      name: 'isthmus',
      nodes: [...nodesAmong(before, names), node, ...nodesAmong(last, names)],
      initializers: initializersAmong([...before, ...last], names),
      inputs: inputsAmong(before),
      outputs: [...loopOutputs, ...results].map(outputInfo),
    }),
  )
}
