import type { Extent } from '../../tensor/shape.ts'
import { isSymbolic, times } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Value } from '../onnx/value.ts'
import { apply, cast } from '../onnx/value.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { reshapeTarget, zeros } from './shapes.ts'

/** Indices are numbers of the graph's type; ONNX wants integers. */
const asIndices = (node: CompiledExpression, { of }: LoweringContext): Value => cast(of(node), 'int64')

export const gather: LoweringRule = (node, context) =>
  apply('Gather', [context.of(operand(node, 0)), asIndices(operand(node, 1), context)])

const transposed = (value: Value, permutation: ReadonlyArray<number>): Value =>
  permutation.every((axis, i) => axis === i) ? value : apply('Transpose', [value], { perm: permutation })

/** A gather between two transpositions is a Gather along another axis: it copies contiguous runs, once. */
export const transpose: LoweringRule = (node, context) => {
  const { permutation = [] } = node.attributes
  const inner = operand(node, 0)
  const [table, index] = inner.operands
  const before = table?.attributes.permutation
  const isGather = inner.primitive === 'gather' && table?.primitive === 'transpose' && index?.shape.length === 1
  if (!isGather || before === undefined) return transposed(context.of(inner), permutation)
  const rows = [context.of(operand(table, 0)), asIndices(index, context)]
  return transposed(
    apply('Gather', rows, { axis: before[0] ?? 0 }),
    permutation.map((axis) => before[axis] ?? axis),
  )
}

/** The number of entries of a tensor. */
const countOf = ({ shape }: CompiledExpression): Extent =>
  shape.reduce((all, extent) => (isSymbolic(all) ? times(all, isSymbolic(extent) ? 1 : extent) : times(extent, all)), 1)

/** By ScatterElements, which adds one entry after the other: ScatterND adds on several threads and loses updates. */
export const scatter: LoweringRule = (node, context) => {
  const [values, index] = [operand(node, 0), operand(node, 1)]
  const count = countOf(index)
  const [, ...sizes] = node.shape
  const rows = apply('Reshape', [context.of(values), reshapeTarget([count, ...sizes], context)])
  const column = apply('Reshape', [asIndices(index, context), reshapeTarget([count, ...sizes.map(() => 1)], context)])
  const indices = apply('Expand', [column, apply('Shape', [rows])])
  return apply('ScatterElements', [zeros(node.shape, context), indices, rows], {
    axis: 0,
    reduction: { text: 'add' },
  })
}
