import { postorder } from '../../expression/order.ts'

/** The element types that graphs use: numbers, indices and shapes, masks. */
export type ElementType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool'

/** What an operator takes beside its operands: a whole number, whole numbers, a real one or a word. */
export type Attribute = number | ReadonlyArray<number> | { readonly real: number } | { readonly text: string }

/** An extent of a graph's input: known, or free under a name. */
export type Dimension = number | string

/** What a graph is given when it runs. */
export interface GraphInput {
  readonly kind: 'given'
  readonly name: string
  readonly type: ElementType
  readonly dimensions: ReadonlyArray<Dimension>
}

/** Numbers that are part of the graph. */
export interface Initializer {
  readonly kind: 'literal'
  readonly type: ElementType
  readonly values: ArrayLike<number>
  readonly dimensions: ReadonlyArray<number>
}

/** The first output of an operator applied to operands; `null` stands for an optional operand that is left out. */
export interface OnnxNode {
  readonly kind: 'applied'
  readonly operator: string
  readonly operands: ReadonlyArray<Value | null>
  readonly attributes: Readonly<Record<string, Attribute>>
  /** How many outputs the operator has. */
  readonly outputs: number
}

/** A later output of an operator. */
export interface NodeOutput {
  readonly kind: 'part'
  readonly of: OnnxNode
  readonly index: number
}

/**
 * What a graph computes, not yet named: immutable, shared by identity. Names and order are decided when a graph is
 * built.
 */
export type Value = GraphInput | Initializer | OnnxNode | NodeOutput

export const graphInput = (name: string, type: ElementType, dimensions: ReadonlyArray<Dimension>): GraphInput => ({
  kind: 'given',
  name,
  type,
  dimensions,
})

export const initializer = (
  type: ElementType,
  values: ArrayLike<number>,
  dimensions: ReadonlyArray<number>,
): Initializer => ({
  kind: 'literal',
  type,
  values,
  dimensions,
})

/** A list of whole numbers, as shapes and axes are given. */
export const integers = (values: ReadonlyArray<number>): Initializer => initializer('int64', values, [values.length])

export const apply = (
  operator: string,
  operands: ReadonlyArray<Value | null>,
  attributes: Readonly<Record<string, Attribute>> = {},
  outputs = 1,
): OnnxNode => ({ kind: 'applied', operator, operands, attributes, outputs })

/** The numbers that ONNX gives element types. */
const types: Readonly<Record<ElementType, number>> = { float32: 1, float64: 11, int32: 6, int64: 7, bool: 9 }

/** A value with numbers of another type. */
export const cast = (value: Value, type: ElementType): OnnxNode => apply('Cast', [value], { to: types[type] })

/** A value in another shape, which is known. */
export const reshaped = (value: Value, shape: ReadonlyArray<number>): OnnxNode =>
  apply('Reshape', [value, integers(shape)])

/** An output of an operator that has several. */
export const nodeOutput = (of: OnnxNode, index: number): Value => (index === 0 ? of : { kind: 'part', of, index })

/** The operands of a value that are there. */
export const operandsOf = (value: Value): ReadonlyArray<Value> =>
  value.kind === 'applied'
    ? value.operands.filter((operand) => operand !== null)
    : value.kind === 'part'
      ? [value.of]
      : []

/** Every value below the roots once, operands before what uses them. */
export const valuesOf = (roots: ReadonlyArray<Value>): ReadonlyArray<Value> => postorder(roots, operandsOf)
