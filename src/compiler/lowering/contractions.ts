import type { Expression } from '../../expression/expression.ts'
import { extentAt, isSymbolic, sameShape } from '../../tensor/shape.ts'
import type { Transposition } from '../../tensor/tensor.ts'
import type { LoweringContext, LoweringRule } from './lowering.ts'
import { binary, isMatrix, numbers, operand, shapeOf, target } from './lowering.ts'
import { uniform } from '../passes/simplify.ts'
import type { ElementType, Value } from '../onnx/value.ts'
import { apply, integers } from '../onnx/value.ts'

/** Whether an attribute, which is float32, can hold a number: in float64 the very number, else one that is neither 0 nor infinite. */
const fits = (alpha: number, type: ElementType): boolean =>
  type === 'float32'
    ? Number.isFinite(Math.fround(alpha)) && Math.abs(alpha) >= 2 ** -126
    : Math.fround(alpha) === alpha

/** A factor's value and the known number that it is multiplied by: a matrix product takes that in for nothing. */
const factor = (node: Expression, { type }: LoweringContext): { readonly x: Expression; readonly alpha: number } => {
  const [x, s] = node.operands
  const alpha = node.primitive === 'mul' && s !== undefined ? uniform(s) : undefined
  return x === undefined || alpha === undefined || !fits(alpha, type) ? { x: node, alpha: 1 } : { x, alpha }
}

/** alpha · a·b + c. */
const gemm = ([a, b]: readonly [Value, Value], alpha: number, transpose: Transposition = {}, addend?: Value): Value =>
  apply('Gemm', addend === undefined ? [a, b] : [a, b, addend], {
    ...(transpose.a === true ? { transA: 1 } : {}),
    ...(transpose.b === true ? { transB: 1 } : {}),
    ...(alpha === 1 ? {} : { alpha: { real: alpha } }),
  })

const product = (node: Expression, lowering: LoweringContext, addend?: Expression): Value => {
  const { of } = lowering
  const [a, second] = [factor(operand(node, 0), lowering), factor(operand(node, 1), lowering)]
  const b = fits(a.alpha * second.alpha, lowering.type) ? second : { x: operand(node, 1), alpha: 1 }
  const c = addend === undefined ? undefined : of(addend)
  return gemm([of(a.x), of(b.x)], a.alpha * b.alpha, node.attributes.transpose, c)
}

/** x·W + b in one operator, where nothing else needs x·W. */
export const add: LoweringRule = (node, lowering) => {
  const found = node.operands.find((one) => one.primitive === 'matmul' && isMatrix(one) && lowering.single(one))
  if (found === undefined) return binary('Add')(node, lowering)
  const addend = node.operands[0] === found ? operand(node, 1) : operand(node, 0)
  return product(found, lowering, addend.primitive === 'expand' ? operand(addend, 0) : addend)
}

/** An operand of a product, not repeated along leading axes, where ONNX repeats it by itself. */
const repeated = (node: Expression): Expression => {
  const inner = node.primitive === 'expand' ? operand(node, 0) : node
  return sameShape(inner.shape.slice(-2), node.shape.slice(-2)) && inner.shape.length >= 2 ? inner : node
}

const transposed = (node: Expression, lowering: LoweringContext, flag: boolean | undefined): Value => {
  const axes = node.shape.map((_, axis) => axis)
  const [m = 0, n = 0] = axes.slice(-2)
  const value = lowering.of(node)
  return flag === true ? apply('Transpose', [value], { perm: [...axes.slice(0, -2), n, m] }) : value
}

export const matmul: LoweringRule = (node, lowering) => {
  if (isMatrix(node)) return product(node, lowering)
  const { a, b } = node.attributes.transpose ?? {}
  const [left, right] = [operand(node, 0), operand(node, 1)]
  const bare = repeated(left)
  const second = bare === left ? repeated(right) : right
  return apply('MatMul', [transposed(bare, lowering, a), transposed(second, lowering, b)])
}

export const axesOf = ({ attributes: { axes = [] } }: Expression): Value => integers(axes)

/** Σ over the rows of a matrix as a product with ones: ReduceSum is slower, on two threads five times. */
const sumOfRows = (a: Expression, lowering: LoweringContext): Value => {
  const ones = apply('Expand', [numbers(lowering, [1], []), shapeOf([1, extentAt(a.shape, 0)], lowering)])
  const { x, alpha } = factor(a, lowering)
  return gemm([ones, lowering.of(x)], alpha)
}

/** So many terms are added at once: where they are added one after the other, a float32 loses four of its digits. */
const mostTerms = 16_384

/** The axes of a sum in stages: one after the other, the last first, where there are many terms; then what is left. */
const stagesOf = (inner: Expression, axes: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> => {
  const extents = axes.map((axis) => extentAt(inner.shape, axis))
  const count = extents.reduce<number>((all, extent) => all * (isSymbolic(extent) ? mostTerms : extent), 1)
  const long = axes.filter((_, i) => extents[i] !== 1)
  if (long.length < 2 || count <= mostTerms) return [axes]
  return [
    ...long
      .slice(1)
      .toReversed()
      .map((axis) => [axis]),
    axes,
  ]
}

/** Σ x² is one operator, where nothing else needs x². */
const reduced = (node: Expression, lowering: LoweringContext, keepdims: 0 | 1): Value => {
  const inner = operand(node, 0)
  const [a, b] = inner.operands
  const isSquare = inner.primitive === 'mul' && a !== undefined && a === b && lowering.single(inner)
  const [first = [], ...rest] = stagesOf(inner, node.attributes.axes ?? [])
  const flags = (stage: number) => (keepdims === 1 || stage < rest.length ? {} : { keepdims })
  const operator = isSquare ? 'ReduceSumSquare' : 'ReduceSum'
  const begun = apply(operator, [lowering.of(isSquare ? a : inner), integers(first)], flags(0))
  return rest.reduce((value, axes, i) => apply('ReduceSum', [value, integers(axes)], flags(i + 1)), begun)
}

export const sum: LoweringRule = (node, lowering) =>
  isMatrix(operand(node, 0)) && node.attributes.axes?.join() === '0'
    ? sumOfRows(operand(node, 0), lowering)
    : reduced(node, lowering, 1)

/** Σ over everything loses its axes at once. */
export const reshape: LoweringRule = (node, lowering) => {
  const inner = operand(node, 0)
  const everything = inner.primitive === 'sum' && inner.attributes.axes?.length === inner.shape.length
  return node.shape.length === 0 && everything && lowering.single(inner)
    ? reduced(inner, lowering, 0)
    : apply('Reshape', [lowering.of(inner), target(node.shape, lowering)])
}
