import type { Expression } from '../../expression/expression.ts'
import { expressions as E } from '../../expression/expression.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, sameExtent, sameShape } from '../../tensor/shape.ts'
import type { RewriteRule } from './rule.ts'
import { isEntrywise } from './rule.ts'

/**
 * Where convolutions are products of matrices, the rows of a batch stand last. These rules carry that order through
 * what comes between two convolutions, so that nothing is turned round on the way: `turned z` is z with its last axis
 * first.
 */

/** z, where a value is z with its last axis brought to the front. */
const batchLastOf = ({
  primitive,
  operands: [z],
  attributes: { permutation = [] },
}: Expression): Expression | undefined => {
  const last = permutation.length - 1
  const isTurned = last >= 1 && permutation.every((axis, i) => axis === (i === 0 ? last : i - 1))
  return primitive === 'transpose' && isTurned ? z : undefined
}

const frontToBack = <T>(list: ReadonlyArray<T>): ReadonlyArray<T> => [...list.slice(1), ...list.slice(0, 1)]

/** z with its last axis brought to the front. */
const batchFirst = (z: Expression): Expression => {
  const axes = z.shape.map((_, axis) => axis)
  return E.transpose(z, [axes.length - 1, ...axes.slice(0, -1)])
}

/** A value with its first axis brought to the end. */
const back = (a: Expression): Expression => {
  const found = batchLastOf(a)
  if (found !== undefined) return found
  if (a.primitive === 'expand' && a.operands[0] !== undefined) return repeatedBack(a.operands[0], a.shape)
  return E.transpose(a, frontToBack(a.shape.map((_, axis) => axis)))
}

/** What is repeated is turned before. */
const repeatedBack = (inner: Expression, shape: Shape): Expression => {
  const target = frontToBack(shape)
  if (inner.shape.length === 0) return E.expand(inner, target)
  const missing = Array.from({ length: shape.length - inner.shape.length }, (): Extent => 1)
  const whole = E.reshape(inner, [...missing, ...inner.shape])
  const order = frontToBack(whole.shape.map((_, axis) => axis))
  const still = extentAt(whole.shape, 0) === 1
  return E.expand(still ? E.reshape(whole, frontToBack(whole.shape)) : E.transpose(whole, order), target)
}

/**
 * Entry by entry: at least as many operands are turned as would have to be. Of matrices more: turning them twice is no
 * turning at all, and the rule would go on for ever.
 */
const entrywise: RewriteRule = (node) => {
  if (!isEntrywise(node.primitive)) return undefined
  const others = node.operands.filter((one) => one.primitive !== 'expand')
  const count = others.filter((one) => batchLastOf(one) !== undefined).length
  if (count === 0 || 2 * count < others.length + (node.shape.length === 2 ? 1 : 0)) return undefined
  return batchFirst({ ...node, operands: node.operands.map(back), shape: frontToBack(node.shape) })
}

const reductions: RewriteRule = ({ primitive, operands: [a], attributes: { axes = [] } }) => {
  const z = a === undefined ? undefined : batchLastOf(a)
  if (z === undefined || (primitive !== 'sum' && primitive !== 'max')) return undefined
  const last = z.shape.length - 1
  return batchFirst(
    E[primitive](
      z,
      axes.map((axis) => (axis === 0 ? last : axis - 1)).toSorted((i, j) => i - j),
    ),
  )
}

/** Other axes than the first may be joined and cut. */
const shapes: RewriteRule = ({ primitive, operands: [a], shape }) => {
  const z = a === undefined ? undefined : batchLastOf(a)
  const [n] = shape
  if (primitive !== 'reshape' || z === undefined || n === undefined) return undefined
  if (shape.length < 2 || !sameExtent(n, extentAt(z.shape, z.shape.length - 1))) return undefined
  return batchFirst(E.reshape(z, frontToBack(shape)))
}

/** Where a number for each row, or for each feature, is repeated. */
const repeats: RewriteRule = ({ primitive, operands: [a], shape }) => {
  const z = a === undefined ? undefined : batchLastOf(a)
  if (primitive !== 'expand' || z === undefined || z.shape.length !== shape.length) return undefined
  return batchFirst(E.expand(z, frontToBack(shape)))
}

const slices: RewriteRule = ({ primitive, operands: [a], attributes: { ranges = [], paddings = [] } }) => {
  const z = a === undefined ? undefined : batchLastOf(a)
  if (z === undefined) return undefined
  if (primitive === 'slice') return batchFirst(E.slice(z, frontToBack(ranges)))
  return primitive === 'pad' ? batchFirst(E.pad(z, frontToBack(paddings))) : undefined
}

/** A product reads a matrix either way. */
const products: RewriteRule = ({ primitive, operands: [a, b], attributes: { transpose = {} } }) => {
  if (primitive !== 'matmul' || a === undefined || b === undefined || a.shape.length !== 2) return undefined
  const [x, y] = [batchLastOf(a), batchLastOf(b)]
  if (x === undefined && y === undefined) return undefined
  return E.matmul(x ?? a, y ?? b, {
    a: (transpose.a ?? false) !== (x !== undefined),
    b: (transpose.b ?? false) !== (y !== undefined),
  })
}

/** m and the shape it has, where a matrix is given another shape with as many rows. */
const matrixOf = (node: Expression): Expression | undefined => {
  const [m] = node.operands
  if (node.primitive !== 'reshape' || m?.shape.length !== 2 || node.shape.length < 3) return undefined
  return sameExtent(extentAt(m.shape, 0), extentAt(node.shape, 0)) ? m : undefined
}

/** Axes of one entry may stand anywhere: where nothing else changes its place, no number does. */
const ones: RewriteRule = ({ primitive, operands: [a], attributes: { permutation = [] }, shape }) => {
  if (primitive !== 'transpose' || a === undefined) return undefined
  const moving = permutation.filter((axis) => a.shape[axis] !== 1)
  return moving.every((axis, i) => i === 0 || axis > (moving[i - 1] ?? axis)) ? E.reshape(a, shape) : undefined
}

/** A number for each row of a matrix, or one for all, repeated along it. */
const columnOf = (node: Expression): Expression | undefined => {
  const [c] = node.operands
  if (node.primitive !== 'expand' || c === undefined) return undefined
  if (c.shape.length === 0) return c
  const isColumn = c.shape.length === node.shape.length && c.shape.every((extent, axis) => axis === 0 || extent === 1)
  return isColumn ? E.reshape(c, [extentAt(c.shape, 0), 1]) : undefined
}

/** Entry by entry on matrices, as products give them: a bias joins the product then. */
const flat: RewriteRule = (node) => {
  if (!isEntrywise(node.primitive)) return undefined
  const found = node.operands.map(matrixOf).find((m) => m !== undefined)
  if (found === undefined) return undefined
  const parts = node.operands.map((one): Expression | undefined => {
    const [m, c] = [matrixOf(one), columnOf(one)]
    if (c !== undefined) return E.expand(c, found.shape)
    if (m !== undefined && sameShape(m.shape, found.shape)) return m
    return one.primitive === 'expand' ? undefined : E.reshape(one, found.shape)
  })
  const operands = parts.filter((part) => part !== undefined)
  if (operands.length < parts.length) return undefined
  return E.reshape({ ...node, operands, shape: found.shape }, node.shape)
}

export const batchLastRules: ReadonlyArray<RewriteRule> = [
  ones,
  entrywise,
  reductions,
  shapes,
  repeats,
  slices,
  products,
  flat,
]
