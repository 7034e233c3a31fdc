import type { Shape } from '../../tensor/shape.ts'
import { isSymbolic, sameShape, sizeOf } from '../../tensor/shape.ts'
import type { Value } from '../onnx/value.ts'
import { apply } from '../onnx/value.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { numbers, reshapeTarget, shapeOf } from './shapes.ts'

/** Up to this many copies of each entry, a product is faster than Expand, which copies entry by entry. */
const maxCopies = 32

/** From this many entries on, a product is worth its overhead. */
const minEntries = 16

/** [M, 1] → [M, k] as a product with ones [1, k]: exact, whatever the entries are. */
const copyColumn = (a: Value, k: number, context: LoweringContext): Value => {
  const column = apply('Reshape', [a, reshapeTarget([{ batch: 1 }, 1], context)])
  const ones = Array.from({ length: k }, () => 1)
  return apply('Gemm', [column, numbers(context, ones, [1, k])])
}

/** The number of copies along the last axis, where many entries are copied a few times each. */
const copiesAlongLastAxis = (from: Shape, to: Shape): number | undefined => {
  const [last, k] = [from.at(-1), to.at(-1)]
  const isFew = last === 1 && k !== undefined && !isSymbolic(k) && k > 1 && k <= maxCopies
  const { power, factor } = sizeOf(from)
  return isFew && (power > 0 || factor >= minEntries) ? k : undefined
}

/** Along the last axis first, where little is copied yet; then along the others, which copies contiguous runs. */
export const expand: LoweringRule = (node, context) => {
  const inner = operand(node, 0)
  const k = copiesAlongLastAxis(inner.shape, node.shape)
  if (k === undefined) return apply('Expand', [context.of(inner), shapeOf(node.shape, context)])
  const wide: Shape = [...inner.shape.slice(0, -1), k]
  const copied = apply('Reshape', [copyColumn(context.of(inner), k, context), reshapeTarget(wide, context)])
  return sameShape(wide, node.shape) ? copied : apply('Expand', [copied, shapeOf(node.shape, context)])
}
