import type { Value } from '../onnx/value.ts'
import { apply, cast, initializer, nodeOutput } from '../onnx/value.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { numbers, shapeOf, zeros } from './shapes.ts'

/** 1 at the largest entry of each row, the first of equal ones. */
const argMaxMask = (a: Value, width: number, { type }: LoweringContext): Value => {
  const columns = Float64Array.from({ length: width }, (_, i) => i)
  return cast(apply('Equal', [apply('ArgMax', [a], { axis: -1 }), initializer('int64', columns, [width])]), type)
}

/** Ones scattered to the places that TopK finds. */
export const topMask: LoweringRule = (node, context) => {
  const a = context.of(operand(node, 0))
  const width = node.shape.at(-1)
  const { k = 1 } = node.attributes
  if (node.attributes.k === 1 && typeof width === 'number') return argMaxMask(a, width, context)
  const places = nodeOutput(apply('TopK', [a, shapeOf([k], context)], {}, 2), 1)
  const ones = apply('Expand', [numbers(context, [1], []), apply('Shape', [places])])
  return apply('ScatterElements', [zeros(node.shape, context), places, ones], { axis: -1 })
}
