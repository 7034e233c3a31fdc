import type { Expression } from '../../expression/expression.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic, sameShape } from '../../tensor/shape.ts'
import type { ElementType, Value } from '../onnx/value.ts'
import { apply, cast, integers, initializer } from '../onnx/value.ts'

/** What a rule may ask for. */
export interface LoweringContext {
  /** The type of all numbers. */
  readonly type: ElementType
  /** The batch extent N, an int64 of shape [1]. */
  readonly rows: Value
  /** The value of an expression. */
  readonly of: (node: Expression) => Value
  /** Whether nothing but the node at hand needs an expression: only then may it be merged into that node. */
  readonly single: (node: Expression) => boolean
  /** A slice that is one of the pieces into which all slices of an expression cut it. */
  readonly piece: (slice: Expression) => Value | undefined
}

export type LoweringRule = (node: Expression, lowering: LoweringContext) => Value

export const operand = ({ operands, primitive }: Expression, i: number): Expression => {
  const found = operands[i]
  if (found === undefined) throw new Error(`${primitive} lacks its operand ${i}`)
  return found
}

export const numbers = (
  { type }: LoweringContext,
  values: ReadonlyArray<number>,
  shape: ReadonlyArray<number>,
): Value => initializer(type, values, shape)

/** A shape as the graph sees it: a list of numbers, computed where the batch is in it. */
export const shapeOf = (shape: Shape, { rows }: LoweringContext): Value => {
  if (!shape.some(isSymbolic)) return integers(shape.map((extent) => (isSymbolic(extent) ? 1 : extent)))
  const extentOf = (extent: Extent): Value => {
    if (!isSymbolic(extent)) return integers([extent])
    return extent.batch === 1 ? rows : apply('Mul', [rows, integers([extent.batch])])
  }
  return shape.length === 1 ? extentOf(extentAt(shape, 0)) : apply('Concat', shape.map(extentOf), { axis: 0 })
}

/** A shape of a reshape: one unknown extent follows from the others. */
export const target = (shape: Shape, lowering: LoweringContext): Value =>
  shape.filter(isSymbolic).length === 1
    ? integers(shape.map((extent) => (isSymbolic(extent) ? -1 : extent)))
    : shapeOf(shape, lowering)

export const zeros = (shape: Shape, lowering: LoweringContext): Value =>
  apply('Expand', [numbers(lowering, [0], []), shapeOf(shape, lowering)])

export const unary =
  (operator: string): LoweringRule =>
  (node, { of }) =>
    apply(operator, [of(operand(node, 0))])

/** The shape that operands of these shapes have together. */
const broadcast = (shapes: ReadonlyArray<Shape>): Shape => {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return shapes
    .map((shape): Shape => [...Array.from({ length: rank - shape.length }, () => 1), ...shape])
    .reduce((a, b) => a.map((extent, axis) => (extent === 1 ? extentAt(b, axis) : extent)))
}

/** The operands of an entrywise operation, not repeated where ONNX repeats them by itself. */
export const broadcasting = ({ operands, shape }: Expression): ReadonlyArray<Expression> => {
  const bare = operands.map((node) => (node.primitive === 'expand' ? operand(node, 0) : node))
  if (sameShape(broadcast(bare.map((node) => node.shape)), shape)) return bare
  return operands.map((node, i) => (i === 0 ? node : (bare[i] ?? node)))
}

export const binary =
  (operator: string): LoweringRule =>
  (node, { of }) =>
    apply(operator, broadcasting(node).map(of))

/** A mask as ONNX has it. */
export const bool = (mask: Expression, { of }: LoweringContext): Value =>
  mask.primitive === 'greater' ? apply('Greater', broadcasting(mask).map(of)) : cast(of(mask), 'bool')

export const isMatrix = ({ shape }: Expression): boolean => shape.length === 2
