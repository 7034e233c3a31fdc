import type { Shape } from '../../tensor/shape.ts'
import { extentAt, sameShape } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import { operand } from './context.ts'

/** The shape that operands of these shapes broadcast to. */
const broadcastShape = (shapes: ReadonlyArray<Shape>): Shape => {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return shapes
    .map((shape): Shape => [...Array.from({ length: rank - shape.length }, () => 1), ...shape])
    .reduce((a, b) => a.map((extent, axis) => (extent === 1 ? extentAt(b, axis) : extent)))
}

/** The operands of an entrywise operation without the expansions that ONNX does by broadcasting. */
export const broadcastOperands = ({ operands, shape }: CompiledExpression): ReadonlyArray<CompiledExpression> => {
  const unexpanded = operands.map((node) => (node.primitive === 'expand' ? operand(node, 0) : node))
  if (sameShape(broadcastShape(unexpanded.map((node) => node.shape)), shape)) return unexpanded
  return operands.map((node, i) => (i === 0 ? node : (unexpanded[i] ?? node)))
}
