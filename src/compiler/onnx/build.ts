import type { NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf'
import type { Names } from './naming.ts'
import { naming } from './naming.ts'
import { graphProto, modelBytes, nodeProto, tensorProto, valueInfoProto } from './proto.ts'
import type { GraphInput, NodeOutput, OnnxNode, Value } from './value.ts'
import { apply, valuesOf } from './value.ts'

/** A named output of a graph. */
export interface Output {
  readonly name: string
  readonly value: Value
  readonly type: GraphInput['type']
  readonly dimensions: GraphInput['dimensions']
}

/** The names of a node's outputs; an output that nothing uses has none. */
const outputNames = (node: OnnxNode, others: ReadonlyArray<NodeOutput>, names: Names): ReadonlyArray<string> =>
  Array.from({ length: node.outputs }, (_, i) => {
    const output = others.find(({ of, index }) => of === node && index === i)
    return i === 0 ? names.of(node) : names.of(output ?? null)
  })

/** The nodes among values, in their order. */
export const nodesAmong = (values: ReadonlyArray<Value>, names: Names): ReadonlyArray<NodeProto> => {
  const others = values.filter((value) => value.kind === 'output')
  return values
    .filter((value) => value.kind === 'node')
    .map((node) =>
      nodeProto(node.operator, node.operands.map(names.of), outputNames(node, others, names), node.attributes),
    )
}

/** The initialisers among values, one for each name. */
export const initializersAmong = (values: ReadonlyArray<Value>, names: Names): ReadonlyArray<TensorProto> => {
  const initializers = values.filter((value) => value.kind === 'initializer')
  const byName = new Map(initializers.map((value) => [names.of(value), value]))
  return [...byName].map(([name, { type, values: numbers, dimensions }]) =>
    tensorProto(name, type, numbers, dimensions),
  )
}

/** The inputs among values. */
export const inputsAmong = (values: ReadonlyArray<Value>): ReadonlyArray<ValueInfoProto> =>
  values
    .filter((value) => value.kind === 'input')
    .map(({ name, type, dimensions }) => valueInfoProto(name, type, dimensions))

export const outputInfo = ({ name, type, dimensions }: Omit<Output, 'value'>): ValueInfoProto =>
  valueInfoProto(name, type, dimensions)

/**
 * Outputs with their names fixed. A value that has another name already, as an input, an initialiser or another output,
 * or that another graph computes, gets an Identity node of its own.
 */
export const fixOutputs = (
  outputs: ReadonlyArray<Output>,
  names: Names,
  isComputedHere: (value: Value) => boolean = () => true,
): ReadonlyArray<Output> => {
  const named = new Set<Value>()
  return outputs.map((output) => {
    const isFree = output.value.kind === 'node' && !named.has(output.value) && isComputedHere(output.value)
    const value = isFree ? output.value : apply('Identity', [output.value])
    named.add(value)
    names.fix(value, output.name)
    return { ...output, value }
  })
}

/** An ONNX model that computes the outputs; its inputs are those that they need. */
export const build = (outputs: ReadonlyArray<Output>): Uint8Array => {
  const names = naming()
  const fixed = fixOutputs(outputs, names)
  const values = valuesOf(fixed.map(({ value }) => value))
  return modelBytes(
    graphProto({
      name: 'isthmus',
      nodes: nodesAmong(values, names),
      initializers: initializersAmong(values, names),
      inputs: inputsAmong(values),
      outputs: fixed.map(outputInfo),
    }),
  )
}
