import { create, toBinary } from '@bufbuild/protobuf'
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf'
import type { Attribute, Dimension, ElementType } from './value.ts'

/** What was written against: opset 18 and the IR version of its time run on every ONNX Runtime since 1.14. */
const opset = 18n
const irVersion = 8n

const dataTypes: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
}

const bytesOf = (type: ElementType, values: ArrayLike<number>): Uint8Array<ArrayBuffer> => {
  const numbers = Array.from(values)
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(numbers).buffer)
    case 'float64':
      return new Uint8Array(Float64Array.from(numbers).buffer)
    case 'int32':
      return new Uint8Array(Int32Array.from(numbers).buffer)
    case 'int64':
      return new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer)
    case 'bool':
      return Uint8Array.from(numbers)
  }
}

export const tensorProto = (
  name: string,
  type: ElementType,
  values: ArrayLike<number>,
  dimensions: ReadonlyArray<number>,
): TensorProto =>
  create(TensorProtoSchema, {
    name,
    dataType: dataTypes[type],
    dims: dimensions.map(BigInt),
    rawData: bytesOf(type, values),
  })

export const attributeProto = (name: string, attribute: Attribute | GraphProto): AttributeProto => {
  if (typeof attribute === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(attribute) })
  if ('real' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: attribute.real })
  if ('text' in attribute) {
    const s = new TextEncoder().encode(attribute.text)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s })
  }
  if ('$typeName' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g: attribute })
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: attribute.map(BigInt),
  })
}

export const nodeProto = (
  opType: string,
  input: ReadonlyArray<string>,
  output: ReadonlyArray<string>,
  attributes: Readonly<Record<string, Attribute | GraphProto>>,
): NodeProto =>
  create(NodeProtoSchema, {
    name: output[0] ?? opType,
    opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  })

const dimensionProto = (dimension: Dimension) =>
  typeof dimension === 'number'
    ? ({ value: { case: 'dimValue', value: BigInt(dimension) } } as const)
    : ({ value: { case: 'dimParam', value: dimension } } as const)

export const valueInfoProto = (name: string, type: ElementType, dimensions: ReadonlyArray<Dimension>): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: dataTypes[type],
          shape: { dim: dimensions.map(dimensionProto) },
        },
      },
    },
  })

export interface GraphParts {
  readonly name: string
  readonly nodes: ReadonlyArray<NodeProto>
  readonly initializers: ReadonlyArray<TensorProto>
  readonly inputs: ReadonlyArray<ValueInfoProto>
  readonly outputs: ReadonlyArray<ValueInfoProto>
}

export const graphProto = ({ name, nodes, initializers, inputs, outputs }: GraphParts): GraphProto =>
  create(GraphProtoSchema, {
    name,
    node: [...nodes],
    initializer: [...initializers],
    input: [...inputs],
    output: [...outputs],
  })

/** The file of a model. */
export const modelBytes = (graph: GraphProto): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion,
      producerName: 'isthmus',
      opsetImport: [{ domain: '', version: opset }],
      graph,
    }),
  )
