import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Value } from '../onnx/value.ts'
import { apply, cast, integers } from '../onnx/value.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { gemm, scaled } from './matmul.ts'
import { isMatrix, numbers, reshapeTarget, shapeOf } from './shapes.ts'

/** Σ over the rows of a matrix as a product with ones: ReduceSum takes up to five times as long on two threads. */
const sumOfRows = (a: CompiledExpression, context: LoweringContext): Value => {
  const ones = apply('Expand', [numbers(context, [1], []), shapeOf([1, extentAt(a.shape, 0)], context)])
  const { x, alpha } = scaled(a, context)
  return gemm([ones, context.of(x)], alpha)
}

/** Sums of more terms than this are reduced in stages, to limit float32 rounding error. */
const maxTerms = 16_384

/** The axes of each stage of a sum: of many terms, one axis at a time, the last first, and then all of them. */
const stagesOf = (
  inner: CompiledExpression,
  axes: ReadonlyArray<number>,
): readonly [first: ReadonlyArray<number>, ...rest: ReadonlyArray<ReadonlyArray<number>>] => {
  const extents = axes.map((axis) => extentAt(inner.shape, axis))
  const terms = extents.reduce<number>((all, extent) => all * (isSymbolic(extent) ? maxTerms : extent), 1)
  const [, ...laterAxes] = axes.filter((_, i) => extents[i] !== 1)
  const [first, ...others] = laterAxes.toReversed().map((axis) => [axis])
  return first === undefined || terms <= maxTerms ? [axes] : [first, ...others, axes]
}

/** Σ, and Σ x² as one operator where nothing else uses x². */
const reducedSum = (node: CompiledExpression, context: LoweringContext, keepsAxes: boolean): Value => {
  const inner = operand(node, 0)
  const [a, b] = inner.operands
  const isSquare = inner.primitive === 'mul' && a !== undefined && a === b && context.isUsedOnce(inner)
  const [first, ...rest] = stagesOf(inner, node.attributes.axes ?? [])
  const flagsAt = (stage: number) => (keepsAxes || stage < rest.length ? {} : { keepdims: 0 })
  const operator = isSquare ? 'ReduceSumSquare' : 'ReduceSum'
  const firstStage = apply(operator, [context.of(isSquare ? a : inner), integers(first)], flagsAt(0))
  return rest.reduce((value, axes, i) => apply('ReduceSum', [value, integers(axes)], flagsAt(i + 1)), firstStage)
}

export const sum: LoweringRule = (node, context) =>
  isMatrix(operand(node, 0)) && node.attributes.axes?.join() === '0'
    ? sumOfRows(operand(node, 0), context)
    : reducedSum(node, context, true)

export const max: LoweringRule = (node, { of }) =>
  apply('ReduceMax', [of(operand(node, 0)), integers(node.attributes.axes ?? [])])

/** A sum over all axes loses them at once. */
export const reshape: LoweringRule = (node, context) => {
  const inner = operand(node, 0)
  const isTotal = inner.primitive === 'sum' && inner.attributes.axes?.length === inner.shape.length
  return node.shape.length === 0 && isTotal && context.isUsedOnce(inner)
    ? reducedSum(inner, context, false)
    : apply('Reshape', [context.of(inner), reshapeTarget(node.shape, context)])
}

/** The number of entries along axes, c · N^p. */
export const extent: LoweringRule = (node, context) => {
  const extents = (node.attributes.axes ?? []).map((axis) => extentAt(operand(node, 0).shape, axis))
  const count = extents.reduce<number>((all, size) => all * (isSymbolic(size) ? size.batch : size), 1)
  const rows = cast(apply('Squeeze', [context.rows]), context.type)
  return extents.filter(isSymbolic).reduce<Value>((all) => apply('Mul', [all, rows]), numbers(context, [count], []))
}
