import type { Expression } from '../../expression/expression.ts'
import { nodesOf } from '../../expression/expression.ts'
import { lowerConvolutions } from './convolutions.ts'
import { sparseLowering } from './sparseLowering.ts'
import { lowered } from './operators.ts'
import { simplify } from '../passes/simplify.ts'
import { sparse } from '../passes/sparse.ts'
import { batchLastRules } from '../passes/batchLast.ts'
import type { OnnxNode, ElementType, Value } from '../onnx/value.ts'
import { apply, integers, nodeOutput } from '../onnx/value.ts'

/** What expressions are computed from. */
export interface GraphContext {
  readonly type: ElementType
  /** The batch extent N, an int64 of shape [1]. */
  readonly rows: Value
  /** The input of a name. */
  readonly given: (name: string) => Value
}

/** The expressions that only one other, or one root, needs. */
const singleUse = (nodes: ReadonlyArray<Expression>, roots: ReadonlyArray<Expression>): ReadonlySet<Expression> => {
  const uses = new Map<Expression, number>()
  const use = (node: Expression): void => void uses.set(node, (uses.get(node) ?? 0) + 1)
  for (const { operands } of nodes) new Set(operands).forEach(use)
  roots.forEach(use)
  return new Set(nodes.filter((node) => uses.get(node) === 1))
}

/** The one axis that a slice cuts, and where, if it takes every entry there. */
const sliceAlongOneAxis = ({ primitive, attributes: { ranges = [] } }: Expression) => {
  const cuts = ranges.flatMap((range, axis) => (range === null ? [] : [{ axis, ...range }]))
  const [first] = cuts
  const fits = primitive === 'slice' && cuts.length === 1 && (first?.step ?? 1) === 1
  return fits ? first : undefined
}

/** The slices that together are the whole of what they are cut from, as outputs of one operator. */
const splitSlices = (nodes: ReadonlyArray<Expression>, of: (node: Expression) => Value) => {
  const byOrigin = new Map<string, Array<Expression>>()
  const ids = new Map(nodes.map((node, id) => [node, id]))
  for (const node of nodes) {
    const [origin] = node.operands
    const found = sliceAlongOneAxis(node)
    if (found === undefined || origin === undefined) continue
    const key = `${ids.get(origin)}:${found.axis}`
    byOrigin.set(key, [...(byOrigin.get(key) ?? []), node])
  }
  const found = new Map<Expression, () => Value>()
  for (const slices of byOrigin.values()) {
    const split = splitOf(slices, of)
    if (split !== undefined) split.order.forEach((node, i) => found.set(node, () => nodeOutput(split.value(), i)))
  }
  return found
}

const splitOf = (slices: ReadonlyArray<Expression>, of: (node: Expression) => Value) => {
  const order = slices.toSorted((a, b) => (sliceAlongOneAxis(a)?.start ?? 0) - (sliceAlongOneAxis(b)?.start ?? 0))
  const axis = sliceAlongOneAxis(order[0] ?? { primitive: 'input', operands: [], attributes: {}, shape: [] })?.axis ?? 0
  const origin = order[0]?.operands[0]
  const lengths = order.map(({ shape }) => shape[axis])
  const ends = order.map((node) => sliceAlongOneAxis(node)?.stop ?? 0)
  const starts = order.map((node) => sliceAlongOneAxis(node)?.start ?? 0)
  const whole =
    origin !== undefined &&
    order.length > 1 &&
    starts.every((start, i) => start === (i === 0 ? 0 : ends[i - 1])) &&
    ends.at(-1) === origin.shape[axis]
  if (!whole) return undefined
  let split: OnnxNode | undefined
  const value = (): OnnxNode =>
    (split ??= apply(
      'Split',
      [of(origin), integers(lengths.map((length) => (typeof length === 'number' ? length : 0)))],
      { axis },
      order.length,
    ))
  return { order, value }
}

/** Expressions as ONNX operators, simplified first. */
export const lower = (roots: ReadonlyArray<Expression>, { type, rows, given }: GraphContext): ReadonlyArray<Value> => {
  const { roots: whole, any } = lowerConvolutions(roots, type)
  const further = any ? batchLastRules : []
  const simple = simplify(sparse(simplify(whole, further)), further)
  const nodes = nodesOf(simple)
  const single = singleUse(nodes, simple)
  const done = new Map<Expression, Value>()
  const cuts = splitSlices(nodes, (node) => of(node))
  const entries = sparseLowering(type)
  const of = (node: Expression): Value => {
    const known = done.get(node)
    if (known !== undefined) return known
    const value =
      node.primitive === 'input'
        ? (entries(node, of) ?? given(node.attributes.name ?? ''))
        : lowered(node, { type, rows, of, single: (one) => single.has(one), piece: (one) => cuts.get(one)?.() })
    done.set(node, value)
    return value
  }
  nodes.forEach(of)
  return simple.map(of)
}
