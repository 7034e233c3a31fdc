import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Value } from '../onnx/value.ts'
import { apply, initializer, integers } from '../onnx/value.ts'
import type { LoweringContext } from './context.ts'

export const isMatrix = ({ shape }: CompiledExpression): boolean => shape.length === 2

/** Numbers of the graph's type. */
export const numbers = (
  { type }: LoweringContext,
  values: ReadonlyArray<number>,
  shape: ReadonlyArray<number>,
): Value => initializer(type, values, shape)

/** A shape as a list of integers, computed where the batch is in it. */
export const shapeOf = (shape: Shape, { rows }: LoweringContext): Value => {
  if (!shape.some(isSymbolic)) return integers(shape.map((extent) => (isSymbolic(extent) ? 1 : extent)))
  const extentOf = (extent: Extent): Value => {
    if (!isSymbolic(extent)) return integers([extent])
    return extent.batch === 1 ? rows : apply('Mul', [rows, integers([extent.batch])])
  }
  return shape.length === 1 ? extentOf(extentAt(shape, 0)) : apply('Concat', shape.map(extentOf), { axis: 0 })
}

/** The shape that Reshape is given: −1 for the batch extent where it follows from the others. */
export const reshapeTarget = (shape: Shape, context: LoweringContext): Value =>
  shape.filter(isSymbolic).length === 1
    ? integers(shape.map((extent) => (isSymbolic(extent) ? -1 : extent)))
    : shapeOf(shape, context)

export const zeros = (shape: Shape, context: LoweringContext): Value =>
  apply('Expand', [numbers(context, [0], []), shapeOf(shape, context)])
