import type { Shape } from '../../tensor/shape.ts'
import { isSymbolic, sameShape, sizeOf } from '../../tensor/shape.ts'
import type { LoweringContext, LoweringRule } from './lowering.ts'
import { numbers, operand, shapeOf, target } from './lowering.ts'
import type { Value } from '../onnx/value.ts'
import { apply } from '../onnx/value.ts'

/** Up to so many times, an entry is repeated faster by a product than by Expand, which goes from entry to entry. */
const fewTimes = 32

/** From so many entries on, a product is worth its while. */
const many = 16

/** Each entry of [M, 1] so many times beside itself, as a product with ones [1, k]: exact, whatever the entries are. */
const beside = (a: Value, k: number, lowering: LoweringContext): Value => {
  const ones = Array.from({ length: k }, () => 1)
  return apply('Gemm', [apply('Reshape', [a, target([{ batch: 1 }, 1], lowering)]), numbers(lowering, ones, [1, k])])
}

/** How often the last of the axes is repeated, where many entries are repeated a few times each. */
const timesBeside = (from: Shape, to: Shape): number | undefined => {
  const [last, k] = [from.at(-1), to.at(-1)]
  const few = last === 1 && k !== undefined && !isSymbolic(k) && k > 1 && k <= fewTimes
  const { power, factor } = sizeOf(from)
  return few && (power > 0 || factor >= many) ? k : undefined
}

/** Along the last axis first, where little is moved yet; then along the others, in runs. */
export const expand: LoweringRule = (node, lowering) => {
  const inner = operand(node, 0)
  const k = timesBeside(inner.shape, node.shape)
  if (k === undefined) return apply('Expand', [lowering.of(inner), shapeOf(node.shape, lowering)])
  const wide: Shape = [...inner.shape.slice(0, -1), k]
  const repeated = apply('Reshape', [beside(lowering.of(inner), k, lowering), target(wide, lowering)])
  return sameShape(wide, node.shape) ? repeated : apply('Expand', [repeated, shapeOf(node.shape, lowering)])
}
