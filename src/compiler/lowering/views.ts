import type { Expression } from '../../expression/expression.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic, times } from '../../tensor/shape.ts'
import type { Padding } from '../../tensor/tensor.ts'
import type { LoweringContext, LoweringRule } from './lowering.ts'
import { numbers, operand, target, zeros } from './lowering.ts'
import type { Value } from '../onnx/value.ts'
import { apply, cast, integers } from '../onnx/value.ts'

export const slice: LoweringRule = (node, lowering) => {
  const { of } = lowering
  const piece = lowering.piece(node)
  if (piece !== undefined) return piece
  const ranges = (node.attributes.ranges ?? []).flatMap((range, axis) => (range === null ? [] : [{ ...range, axis }]))
  return apply('Slice', [
    of(operand(node, 0)),
    integers(ranges.map(({ start }) => start)),
    integers(ranges.map(({ stop }) => stop)),
    integers(ranges.map(({ axis }) => axis)),
    integers(ranges.map(({ step = 1 }) => step)),
  ])
}

const padded = (value: Value, lowering: LoweringContext, paddings: ReadonlyArray<Padding | null>): Value => {
  const [before, after] = [
    paddings.map((padding) => padding?.before ?? 0),
    paddings.map((padding) => padding?.after ?? 0),
  ]
  const none = [...before, ...after].every((count) => count === 0)
  return none ? value : apply('Pad', [value, integers([...before, ...after]), numbers(lowering, [0], [])])
}

/** Zeros between the entries of an axis: each entry gets them behind it, and the last ones are cut off. */
const spread = (value: Value, shape: Shape, axis: number, interior: number, lowering: LoweringContext): Value => {
  const extent = extentAt(shape, axis)
  if (isSymbolic(extent) || extent < 2 || interior === 0) return value
  const behind = shape.map((size, i): Extent => (i === axis ? extent * (interior + 1) : size))
  const columns: Shape = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]
  const padding = columns.map((_, i) => (i === axis + 1 ? { before: 0, after: interior } : null))
  const wide = padded(apply('Reshape', [value, target(columns, lowering)]), lowering, padding)
  const flat = apply('Reshape', [wide, target(behind, lowering)])
  return apply('Slice', [flat, integers([0]), integers([extent * (interior + 1) - interior]), integers([axis])])
}

export const pad: LoweringRule = (node, lowering) => {
  const paddings = node.attributes.paddings ?? []
  let { shape } = operand(node, 0)
  let value = lowering.of(operand(node, 0))
  for (const [axis, padding] of paddings.entries()) {
    const interior = padding?.interior ?? 0
    value = spread(value, shape, axis, interior, lowering)
    shape = shape.map((size, i) => (i === axis && !isSymbolic(size) ? size + Math.max(0, size - 1) * interior : size))
  }
  return padded(value, lowering, paddings)
}

export const indices = (node: Expression, { of }: LoweringContext): Value => cast(of(node), 'int64')

const permuted = (value: Value, permutation: ReadonlyArray<number>): Value =>
  permutation.every((axis, i) => axis === i) ? value : apply('Transpose', [value], { perm: permutation })

/** Entries of another axis than the first are looked up there: that moves long runs, and nothing twice. */
export const transpose: LoweringRule = (node, lowering) => {
  const { permutation = [] } = node.attributes
  const [found] = node.operands
  const [table, index] = found?.operands ?? []
  const before = table?.attributes.permutation
  const isLookUp = found?.primitive === 'gather' && table?.primitive === 'transpose' && index?.shape.length === 1
  if (!isLookUp || before === undefined) return permuted(lowering.of(operand(node, 0)), permutation)
  const value = apply('Gather', [lowering.of(operand(table, 0)), indices(index, lowering)], { axis: before[0] ?? 0 })
  return permuted(
    value,
    permutation.map((axis) => before[axis] ?? axis),
  )
}

/** All indices in one axis. */
const flat = ({ shape }: Expression): Extent =>
  shape.reduce((all, extent) => (isSymbolic(all) ? times(all, isSymbolic(extent) ? 1 : extent) : times(extent, all)), 1)

/** Entry by entry, in turn: ScatterND adds on several threads at once, and loses what meets. */
export const scatter: LoweringRule = (node, lowering) => {
  const [values, index] = [operand(node, 0), operand(node, 1)]
  const count = flat(index)
  const [, ...sizes] = node.shape
  const rows = apply('Reshape', [lowering.of(values), target([count, ...sizes], lowering)])
  const column = apply('Reshape', [indices(index, lowering), target([count, ...sizes.map(() => 1)], lowering)])
  const places = apply('Expand', [column, apply('Shape', [rows])])
  return apply('ScatterElements', [zeros(node.shape, lowering), places, rows], { axis: 0, reduction: { text: 'add' } })
}
