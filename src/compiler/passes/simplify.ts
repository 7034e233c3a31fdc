import type { Expression } from '../../expression/expression.ts'
import { expressions as E, nodesOf } from '../../expression/expression.ts'
import { interpret } from '../../expression/interpret.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic, product, sameShape, sizeOf } from '../../tensor/shape.ts'
import { ndarrays } from '../../interpreters/ndarray/index.ts'
import { hashConsing } from './cse.ts'
import type { RewriteRule } from './rule.ts'
import { isEntrywise } from './rule.ts'

/** Larger constants than this are not computed in advance: the graph would only grow. */
const largestConstant = 4096

const isKnown = (shape: Shape): shape is ReadonlyArray<number> => !shape.some(isSymbolic)

const constants = ndarrays('float64')

/** The one number that a value holds everywhere, if it is known. */
export const uniform = ({ primitive, operands: [a], attributes: { values } }: Expression): number | undefined => {
  if (primitive === 'constant' && values !== undefined && values.length > 0 && values.length <= largestConstant) {
    const [first] = Array.from(values)
    return Array.from(values).every((value) => Object.is(value, first)) ? first : undefined
  }
  return a !== undefined && (primitive === 'expand' || primitive === 'reshape') ? uniform(a) : undefined
}

const isUniform = (node: Expression, value: number): boolean => uniform(node) === value

/** What is known without inputs is computed now, in float64. */
const fold: RewriteRule = (node) => {
  const { primitive, operands, shape } = node
  if (['constant', 'expand', 'input'].includes(primitive) || operands.length === 0 || !isKnown(shape)) return undefined
  const known = operands.every((operand) => operand.primitive === 'constant')
  if (!known || product(shape) > largestConstant) return undefined
  return E.constant(constants.read(interpret(constants, node, {})), shape)
}

/** The number of entries is known where no axis is the batch. */
const foldExtent: RewriteRule = ({ primitive, operands: [a], attributes: { axes = [] } }) => {
  const extents = axes.map((axis) => extentAt(a?.shape ?? [], axis))
  return primitive === 'extent' && isKnown(extents) ? E.constant([product(extents)], []) : undefined
}

/** What an operation leaves as it is when an operand holds this number everywhere. */
const neutralOn: Readonly<Record<string, { readonly right: number; readonly left?: number }>> = {
  add: { right: 0, left: 0 },
  sub: { right: 0 },
  mul: { right: 1, left: 1 },
  div: { right: 1 },
}

/** x + 0, x − 0, x · 1, x / 1, and their mirror images. */
const neutral: RewriteRule = ({ primitive, operands: [a, b] }) => {
  const number = neutralOn[primitive]
  if (number === undefined || a === undefined || b === undefined) return undefined
  if (isUniform(b, number.right)) return a
  return number.left !== undefined && isUniform(a, number.left) ? b : undefined
}

/** A choice with a known mask. */
const constantWhere: RewriteRule = ({ primitive, operands: [mask, a, b] }) => {
  const value = primitive === 'where' && mask !== undefined ? uniform(mask) : undefined
  return value === undefined ? undefined : value === 0 ? b : a
}

const sameAxes = (permutation: ReadonlyArray<number>): boolean => permutation.every((axis, i) => axis === i)

/** What changes nothing: the same shape, the same order, no axes, and what concerns derivatives alone. */
const identityOp: RewriteRule = ({ primitive, operands: [a], attributes, shape }) => {
  if (a === undefined) return undefined
  const { axes, permutation, ranges, paddings } = attributes
  const nothing =
    primitive === 'stopGradient' ||
    ((primitive === 'expand' || primitive === 'reshape') && sameShape(a.shape, shape)) ||
    (primitive === 'transpose' && sameAxes(permutation ?? [])) ||
    ((primitive === 'sum' || primitive === 'max') && axes?.length === 0) ||
    (primitive === 'slice' && ranges?.every((range) => range === null) === true) ||
    (primitive === 'pad' && paddings?.every((padding) => padding === null) === true) ||
    (primitive === 'concat' && sameShape(a.shape, shape))
  return nothing ? a : undefined
}

/** Twice the same kind of view is one; −(−x) is x. */
const composeViews: RewriteRule = ({ primitive, operands: [a], attributes: { permutation = [] }, shape }) => {
  const inner = a?.operands[0]
  if (a?.primitive !== primitive || inner === undefined) return undefined
  if (primitive === 'neg') return inner
  if (primitive === 'expand') return E.expand(inner, shape)
  if (primitive === 'transpose')
    return E.transpose(
      inner,
      permutation.map((axis) => a.attributes.permutation?.[axis] ?? axis),
    )
  return primitive === 'reshape' ? E.reshape(inner, shape) : undefined
}

/** A shape without the axes of one entry in front. */
const core = (shape: Shape): Shape => {
  const start = shape.findIndex((extent) => extent !== 1)
  return start === -1 ? [] : shape.slice(start)
}

/** Axes of one entry in front do not matter to what repeats; one entry alone has no axes, as `single` leaves it. */
const squeezeExpand: RewriteRule = ({ primitive, operands: [a], shape }) => {
  const inner = a?.operands[0]
  if (primitive !== 'expand' || a?.primitive !== 'reshape' || inner === undefined || a.shape.length === 0)
    return undefined
  const fits = inner.shape.length <= shape.length && sameShape(core(inner.shape), core(a.shape))
  return fits ? E.expand(inner, shape) : undefined
}

/** One entry in another shape and then repeated is one entry repeated. */
const scalarExpand: RewriteRule = ({ primitive, operands: [a], shape }) => {
  if (a === undefined || a.primitive === 'expand') {
    const entry = a?.operands[0]
    if (primitive !== 'reshape' || entry === undefined || sizeOf(entry.shape).factor !== 1) return undefined
    return sizeOf(entry.shape).power === 0 ? E.expand(E.reshape(entry, []), shape) : undefined
  }
  const ones = primitive === 'expand' && a.shape.length > 0 && a.shape.every((extent) => extent === 1)
  return ones ? E.expand(E.reshape(a, []), shape) : undefined
}

const broadcastExtent = (a: Extent, b: Extent): Extent => (a === 1 ? b : a)

/** The least shape that all repeat to, in as many axes. */
const meeting = (shapes: ReadonlyArray<Shape>, rank: number): Shape =>
  shapes
    .map((shape): Shape => [...Array.from({ length: rank - shape.length }, () => 1), ...shape])
    .reduce((a, b) => a.map((extent, axis) => broadcastExtent(extent, extentAt(b, axis))))

/** f (repeated x) is f x repeated: what is the same along an axis is computed once. */
const pushExpand: RewriteRule = (node) => {
  const { primitive, operands, shape } = node
  if (!isEntrywise(primitive) || !operands.every((operand) => operand.primitive === 'expand')) return undefined
  const inner = operands.flatMap((operand) => operand.operands)
  const scalars = inner.every((operand) => operand.shape.length === 0)
  const common = scalars
    ? []
    : meeting(
        inner.map((operand) => operand.shape),
        shape.length,
      )
  if (sameShape(common, shape)) return undefined
  return E.expand({ ...node, operands: inner.map((operand) => E.expand(operand, common)), shape: common }, shape)
}

/** x and s, where a value is x · s or x / s with one number s. */
const scaled = (node: Expression | undefined): { readonly x: Expression; readonly s: Expression } | undefined => {
  const [x, repeated] = node?.operands ?? []
  const s = repeated?.primitive === 'expand' ? repeated.operands[0] : undefined
  const fits = (node?.primitive === 'mul' || node?.primitive === 'div') && s?.shape.length === 0 && x !== undefined
  return fits ? { x, s } : undefined
}

/** (x · s) · t = x · (s · t), for numbers s and t: one pass over x and not two. */
const gatherFactors: RewriteRule = (node) => {
  const outer = scaled(node)
  const inner = scaled(outer?.x)
  if (outer === undefined || inner === undefined) return undefined
  const [first, second] = [outer.x.primitive === 'mul', node.primitive === 'mul']
  if (!first && !second) return E.div(inner.x, E.expand(E.mul(inner.s, outer.s), node.shape))
  const [by, factor] = first ? [inner.s, outer.s] : [outer.s, inner.s]
  return E.mul(inner.x, E.expand(first && second ? E.mul(by, factor) : E.div(by, factor), node.shape))
}

/** x and s, where a value is x · s with a number s that is known. */
const times = (node: Expression | undefined): ReturnType<typeof scaled> => {
  const factors = node?.primitive === 'mul' ? scaled(node) : undefined
  return factors === undefined || uniform(factors.s) === undefined ? undefined : factors
}

/**
 * (x · s) · y = (x · y) · s, for a number s that is known: factors move out, to where a matrix product takes them in. One
 * that is computed stays: it may be there to make x small enough for the product.
 */
const hoistScale: RewriteRule = (node) => {
  if (node.primitive !== 'mul' || scaled(node) !== undefined) return undefined
  const [a, b] = node.operands
  const [left, right] = [times(a), times(b)]
  if (left !== undefined && b !== undefined) return E.mul(E.mul(left.x, b), E.expand(left.s, node.shape))
  return right === undefined || a === undefined ? undefined : E.mul(E.mul(a, right.x), E.expand(right.s, node.shape))
}

/** What repeats stands second in a product or a sum, so that the other rules find it. */
const canonicalOrder: RewriteRule = ({ primitive, operands: [a, b] }) => {
  if ((primitive !== 'add' && primitive !== 'mul') || a?.primitive !== 'expand' || b === undefined) return undefined
  return b.primitive === 'expand' ? undefined : E[primitive](b, a)
}

const rules: ReadonlyArray<RewriteRule> = [
  foldExtent,
  fold,
  identityOp,
  composeViews,
  scalarExpand,
  squeezeExpand,
  canonicalOrder,
  neutral,
  constantWhere,
  pushExpand,
  gatherFactors,
  hoistScale,
]

/** x − x̄ is there for its derivative alone: where x̄ is x held fixed, the value is 0. */
const isForDerivatives = ({ primitive, operands: [a, b] }: Expression): boolean => {
  const holds = (fixed?: Expression, moving?: Expression): boolean =>
    fixed?.primitive === 'stopGradient' && fixed.operands[0] === moving
  return primitive === 'sub' && (holds(a, b) || holds(b, a))
}

const firstOf = (node: Expression, further: ReadonlyArray<RewriteRule>): Expression | undefined => {
  for (const rule of [...rules, ...further]) {
    const simpler = rule(node)
    if (simpler !== undefined) return simpler
  }
  return undefined
}

/**
 * Expressions that compute the same with less: common parts once, constants in advance, repetition as late as it
 * can be. In exact arithmetic nothing changes; what is not finite may differ (x · 0 is not replaced, but factors are
 * multiplied first). `further` rules are tried after these.
 */
export const simplify = (
  roots: ReadonlyArray<Expression>,
  further: ReadonlyArray<RewriteRule> = [],
): ReadonlyArray<Expression> => {
  const interned = hashConsing()
  const done = new Map<Expression, Expression>()
  const simple = (node: Expression): Expression => done.get(node) ?? settle(node)
  /** Follows the rules until none applies. What a rule makes is shallow, so the recursion is too. */
  const settle = (node: Expression): Expression => {
    if (isForDerivatives(node)) return remember(node, simple(E.expand(E.constant([0], []), node.shape)))
    const shared = interned.node({ ...node, operands: node.operands.map(simple) })
    const known = done.get(shared)
    if (known !== undefined) return remember(node, known)
    const simpler = firstOf(shared, further)
    return remember(node, remember(shared, simpler === undefined ? shared : simple(simpler)))
  }
  const remember = (node: Expression, result: Expression): Expression => {
    done.set(node, result)
    done.set(result, result)
    return result
  }
  for (const node of nodesOf(roots)) simple(node)
  return roots.map(simple)
}
