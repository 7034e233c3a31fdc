import { sameShape } from '../../tensor/shape.ts'
import type { Transposition } from '../../tensor/tensor.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { ElementType, Value } from '../onnx/value.ts'
import { apply } from '../onnx/value.ts'
import { uniform } from '../uniform.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { isMatrix } from './shapes.ts'

/**
 * Whether an attribute, which is float32, can hold α: in a float64 graph exactly, else as a number that is neither
 * infinite nor subnormal.
 */
const isAttribute = (alpha: number, type: ElementType): boolean =>
  type === 'float32'
    ? Number.isFinite(Math.fround(alpha)) && Math.abs(alpha) >= 2 ** -126
    : Math.fround(alpha) === alpha

/** x and α where a node is α · x with a constant α, which Gemm multiplies by at no cost. */
export const scaled = (
  node: CompiledExpression,
  { type }: LoweringContext,
): { readonly x: CompiledExpression; readonly alpha: number } => {
  const [x, s] = node.operands
  const alpha = node.primitive === 'mul' && s !== undefined ? uniform(s) : undefined
  return x === undefined || alpha === undefined || !isAttribute(alpha, type) ? { x: node, alpha: 1 } : { x, alpha }
}

/** α · a·b + c. */
export const gemm = (
  [a, b]: readonly [Value, Value],
  alpha: number,
  transpose: Transposition = {},
  addend?: Value,
): Value =>
  apply('Gemm', addend === undefined ? [a, b] : [a, b, addend], {
    ...(transpose.a === true ? { transA: 1 } : {}),
    ...(transpose.b === true ? { transB: 1 } : {}),
    ...(alpha === 1 ? {} : { alpha: { real: alpha } }),
  })

/** A product of two matrices, and what is added to it. */
const matrixProduct = (node: CompiledExpression, context: LoweringContext, addend?: CompiledExpression): Value => {
  const { of, type } = context
  const [a, scaledB] = [scaled(operand(node, 0), context), scaled(operand(node, 1), context)]
  const b = isAttribute(a.alpha * scaledB.alpha, type) ? scaledB : { x: operand(node, 1), alpha: 1 }
  const c = addend === undefined ? undefined : of(addend)
  return gemm([of(a.x), of(b.x)], a.alpha * b.alpha, node.attributes.transpose, c)
}

/** x·W + b is one operator where nothing else uses x·W; else a rule for sums is. */
export const addition =
  (otherwise: LoweringRule): LoweringRule =>
  (node, context) => {
    const product = node.operands.find((a) => a.primitive === 'matmul' && isMatrix(a) && context.isUsedOnce(a))
    if (product === undefined) return otherwise(node, context)
    const addend = node.operands[0] === product ? operand(node, 1) : operand(node, 0)
    return matrixProduct(product, context, addend.primitive === 'expand' ? operand(addend, 0) : addend)
  }

/** A factor of a batched product without the expansion of leading axes that ONNX does by broadcasting. */
const unexpanded = (node: CompiledExpression): CompiledExpression => {
  const inner = node.primitive === 'expand' ? operand(node, 0) : node
  return sameShape(inner.shape.slice(-2), node.shape.slice(-2)) && inner.shape.length >= 2 ? inner : node
}

const transposedIf = (flag: boolean | undefined, node: CompiledExpression, { of }: LoweringContext): Value => {
  if (flag !== true) return of(node)
  const axes = node.shape.map((_, axis) => axis)
  const [m = 0, n = 0] = axes.slice(-2)
  return apply('Transpose', [of(node)], { perm: [...axes.slice(0, -2), n, m] })
}

export const matmul: LoweringRule = (node, context) => {
  if (isMatrix(node)) return matrixProduct(node, context)
  const { a, b } = node.attributes.transpose ?? {}
  const [left, right] = [operand(node, 0), operand(node, 1)]
  const bareLeft = unexpanded(left)
  const bareRight = bareLeft === left ? unexpanded(right) : right
  return apply('MatMul', [transposedIf(a, bareLeft, context), transposedIf(b, bareRight, context)])
}
