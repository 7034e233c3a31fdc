import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { Padding } from '../../tensor/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { apply, integers } from '../onnx/value.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { numbers, reshapeTarget } from './shapes.ts'

/** A Slice, or an output of a Split that several slices share. */
export const slice: LoweringRule = (node, context) => {
  const splitOutput = context.splitOutput(node)
  if (splitOutput !== undefined) return splitOutput
  const ranges = (node.attributes.ranges ?? []).flatMap((range, axis) => (range === null ? [] : [{ ...range, axis }]))
  return apply('Slice', [
    context.of(operand(node, 0)),
    integers(ranges.map(({ start }) => start)),
    integers(ranges.map(({ stop }) => stop)),
    integers(ranges.map(({ axis }) => axis)),
    integers(ranges.map(({ step = 1 }) => step)),
  ])
}

/** Zeros before and after the entries of each axis. */
const padEnds = (value: Value, context: LoweringContext, paddings: ReadonlyArray<Padding | null>): Value => {
  const before = paddings.map((padding) => padding?.before ?? 0)
  const after = paddings.map((padding) => padding?.after ?? 0)
  const widths = [...before, ...after]
  return widths.every((width) => width === 0)
    ? value
    : apply('Pad', [value, integers(widths), numbers(context, [0], [])])
}

/** Zeros between the entries of an axis: put after every entry, and those after the last entry are cut off. */
const padBetween = (
  value: Value,
  shape: Shape,
  { axis, interior }: { readonly axis: number; readonly interior: number },
  context: LoweringContext,
): Value => {
  const extent = extentAt(shape, axis)
  if (isSymbolic(extent) || extent < 2 || interior === 0) return value
  const padded = shape.map((size, i): Extent => (i === axis ? extent * (interior + 1) : size))
  const columns: Shape = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]
  const padding = columns.map((_, i) => (i === axis + 1 ? { before: 0, after: interior } : null))
  const spread = padEnds(apply('Reshape', [value, reshapeTarget(columns, context)]), context, padding)
  const flat = apply('Reshape', [spread, reshapeTarget(padded, context)])
  return apply('Slice', [flat, integers([0]), integers([extent * (interior + 1) - interior]), integers([axis])])
}

const extentBetween = (size: Extent, interior: number): Extent =>
  isSymbolic(size) ? size : size + Math.max(0, size - 1) * interior

/** Zeros between entries axis by axis, then those before and after. */
export const pad: LoweringRule = (node, context) => {
  const { paddings = [] } = node.attributes
  const a = operand(node, 0)
  const spread = paddings.reduce(
    ({ value, shape }, padding, axis) => {
      const interior = padding?.interior ?? 0
      return {
        value: padBetween(value, shape, { axis, interior }, context),
        shape: shape.map((size, i) => (i === axis ? extentBetween(size, interior) : size)),
      }
    },
    { value: context.of(a), shape: a.shape },
  )
  return padEnds(spread.value, context, paddings)
}
