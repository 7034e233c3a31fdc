import { postorder } from '../../expression/order.ts'

/** The element types that graphs use: numbers, indices and shapes, masks. */
export type ElementType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool'

/** An attribute of an operator: an integer, integers, a float or a string. */
export type Attribute = number | ReadonlyArray<number> | { readonly real: number } | { readonly text: string }

/** A dimension of an input or output: a number, or a symbol. */
export type Dimension = number | string

/** A tensor that is fed when the graph runs. */
export interface GraphInput {
  readonly kind: 'input'
  readonly name: string
  readonly type: ElementType
  readonly dimensions: ReadonlyArray<Dimension>
}

/** A constant tensor of the graph. */
export interface Initializer {
  readonly kind: 'initializer'
  readonly type: ElementType
  readonly values: ArrayLike<number>
  readonly dimensions: ReadonlyArray<number>
}

/** The first output of an operator; `null` is an optional operand that is left out. */
export interface OnnxNode {
  readonly kind: 'node'
  readonly operator: string
  readonly operands: ReadonlyArray<Value | null>
  readonly attributes: Readonly<Record<string, Attribute>>
  /** The number of outputs of the operator. */
  readonly outputs: number
}

/** Another output of an operator than its first. */
export interface NodeOutput {
  readonly kind: 'output'
  readonly of: OnnxNode
  readonly index: number
}

/** A value of a graph: immutable, nameless, shared by identity. Names and order are decided when the graph is built. */
export type Value = GraphInput | Initializer | OnnxNode | NodeOutput

export const graphInput = (name: string, type: ElementType, dimensions: ReadonlyArray<Dimension>): GraphInput => ({
  kind: 'input',
  name,
  type,
  dimensions,
})

export const initializer = (
  type: ElementType,
  values: ArrayLike<number>,
  dimensions: ReadonlyArray<number>,
): Initializer => ({
  kind: 'initializer',
  type,
  values,
  dimensions,
})

/** A list of integers, such as a shape or axes. */
export const integers = (values: ReadonlyArray<number>): Initializer => initializer('int64', values, [values.length])

export const apply = (
  operator: string,
  operands: ReadonlyArray<Value | null>,
  attributes: Readonly<Record<string, Attribute>> = {},
  outputs = 1,
): OnnxNode => ({ kind: 'node', operator, operands, attributes, outputs })

/** The codes of the element types in ONNX. */
const typeCodes: Readonly<Record<ElementType, number>> = { float32: 1, float64: 11, int32: 6, int64: 7, bool: 9 }

/** A value converted to another type. */
export const cast = (value: Value, type: ElementType): OnnxNode => apply('Cast', [value], { to: typeCodes[type] })

/** A value in another shape, without the batch. */
export const reshaped = (value: Value, shape: ReadonlyArray<number>): OnnxNode =>
  apply('Reshape', [value, integers(shape)])

/** An output of an operator with several. */
export const nodeOutput = (of: OnnxNode, index: number): Value => (index === 0 ? of : { kind: 'output', of, index })

/** The values that a value is computed from. */
export const operandsOf = (value: Value): ReadonlyArray<Value> =>
  value.kind === 'node'
    ? value.operands.filter((operand) => operand !== null)
    : value.kind === 'output'
      ? [value.of]
      : []

/** Every value below the roots once, operands before what uses them. */
export const valuesOf = (roots: ReadonlyArray<Value>): ReadonlyArray<Value> => postorder(roots, operandsOf)
