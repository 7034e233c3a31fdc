import { knownExtent } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { OnnxNode, Value } from '../onnx/value.ts'
import { apply, integers, nodeOutput } from '../onnx/value.ts'

/** A slice along one axis alone, of every entry there. */
interface AxisSlice {
  readonly node: CompiledExpression
  readonly origin: CompiledExpression
  readonly axis: number
  readonly start: number
  readonly stop: number
}

const axisSliceOf = (node: CompiledExpression): ReadonlyArray<AxisSlice> => {
  const [origin] = node.operands
  const cuts = (node.attributes.ranges ?? []).flatMap((range, axis) => (range === null ? [] : [{ axis, ...range }]))
  const [cut] = cuts
  if (node.primitive !== 'slice' || origin === undefined || cut === undefined) return []
  return cuts.length > 1 || (cut.step ?? 1) !== 1 ? [] : [{ node, origin, ...cut }]
}

/** The axis slices of each expression along each of its axes, in the order of their starts. */
const groupsOf = (nodes: ReadonlyArray<CompiledExpression>): ReadonlyArray<ReadonlyArray<AxisSlice>> => {
  const byOrigin = new Map<CompiledExpression, Map<number, ReadonlyArray<AxisSlice>>>()
  for (const slice of nodes.flatMap(axisSliceOf)) {
    const byAxis = byOrigin.get(slice.origin) ?? new Map<number, ReadonlyArray<AxisSlice>>()
    byOrigin.set(slice.origin, byAxis.set(slice.axis, [...(byAxis.get(slice.axis) ?? []), slice]))
  }
  return [...byOrigin.values()].flatMap((byAxis) =>
    [...byAxis.values()].map((slices) => slices.toSorted((a, b) => a.start - b.start)),
  )
}

/** Whether several slices, one after the other, are all of what they are cut from. */
const isPartition = (slices: ReadonlyArray<AxisSlice>): boolean => {
  const last = slices.at(-1)
  return (
    slices.length > 1 &&
    slices.every(({ start }, i) => start === (i === 0 ? 0 : slices[i - 1]?.stop)) &&
    last !== undefined &&
    last.stop === last.origin.shape[last.axis]
  )
}

const splitOf = (slices: ReadonlyArray<AxisSlice>, of: (node: CompiledExpression) => Value) => {
  let split: OnnxNode | undefined
  return ({ origin, axis }: AxisSlice): OnnxNode => {
    const lengths = slices.map(({ node }) => knownExtent(node.shape[axis] ?? 0))
    split ??= apply('Split', [of(origin), integers(lengths)], { axis }, slices.length)
    return split
  }
}

/** The slices that together are all of an expression, as the outputs of one Split. */
export const splitSlices = (
  nodes: ReadonlyArray<CompiledExpression>,
  of: (node: CompiledExpression) => Value,
): ((slice: CompiledExpression) => Value | undefined) => {
  const outputs = new Map<CompiledExpression, () => Value>()
  for (const slices of groupsOf(nodes).filter(isPartition)) {
    const split = splitOf(slices, of)
    slices.forEach((slice, i) => outputs.set(slice.node, () => nodeOutput(split(slice), i)))
  }
  return (slice) => outputs.get(slice)?.()
}
