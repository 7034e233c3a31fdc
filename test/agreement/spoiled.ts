import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { GraphProto, NodeProto } from 'onnx-buf'
import { ModelProtoSchema, NodeProtoSchema } from 'onnx-buf'
import type { Runtime } from '../../src/engines/onnxruntime/runtime.ts'
import { tensorProto } from '../../src/compiler/onnx/proto.ts'

const factorName = 'spoilt'

/** A node whose first output is multiplied on the way out. */
const spoilt = (node: NodeProto, i: number): ReadonlyArray<NodeProto> => {
  const [name = '', ...others] = node.output
  const before = `${name}:before.${i}`
  const mul = create(NodeProtoSchema, { opType: 'Mul', input: [before, factorName], output: [name], name: before })
  return [{ ...node, output: [before, ...others] }, mul]
}

const spoilGraph = (graph: GraphProto, operator: string): GraphProto => ({
  ...graph,
  node: graph.node.flatMap((node, i) => {
    const attribute = node.attribute.map((one) =>
      one.g === undefined ? one : { ...one, g: spoilGraph(one.g, operator) },
    )
    return node.opType === operator ? spoilt(node, i) : [{ ...node, attribute }]
  }),
})

/** A runtime in which one operator gives results that are wrong by a factor, in every graph. */
export const spoiled = (runtime: Runtime, operator: string, factor: number): Runtime => ({
  ...runtime,
  load: (bytes, loading) => {
    const model = fromBinary(ModelProtoSchema, bytes)
    if (model.graph === undefined) throw new Error('a model without a graph')
    const graph = spoilGraph(model.graph, operator)
    const initializer = [...graph.initializer, tensorProto(factorName, loading.dtype, [factor], [])]
    return runtime.load(toBinary(ModelProtoSchema, { ...model, graph: { ...graph, initializer } }), loading)
  },
})
