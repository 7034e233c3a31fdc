import { extentAt, sameExtent } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { batchLast as z, batchLastOf, firstToLast, toBatchFirst, toBatchLast } from './layout.ts'
import { matrixRules } from './matrices.ts'
import * as P from '../../pattern.ts'
import { variable } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { entrywiseRule, rule } from './rewriteRule.ts'

/**
 * Layout propagation. A convolution written as a matrix product has its result batch-last, z [C, e, N]; the program uses
 * its transpose z' [N, C, e], the last axis moved to the front. These rules push the transposes through the
 * operations between two convolutions, so that tensors stay batch-last on the way.
 */

/**
 * f(x', y) = f(x, y with the batch last)'. Applied when at least half of the operands are transposed, those that are
 * repeated not counted; of matrices more than half: moving the last of two axes twice is no move at all, and the rule
 * would go on for ever.
 */
const pushThroughEntrywise = entrywiseRule((node) => {
  const counted = node.operands.filter(({ primitive }) => primitive !== 'expand')
  const transposed = counted.filter((operand) => batchLastOf(operand) !== undefined).length
  if (transposed === 0 || 2 * transposed < counted.length + (node.shape.length === 2 ? 1 : 0)) return undefined
  return toBatchFirst({ ...node, operands: node.operands.map(toBatchLast), shape: firstToLast(node.shape) })
})

/** Axes of z' as axes of z. */
const axesBatchLast = (axes: ReadonlyArray<number>, last: number): ReadonlyArray<number> =>
  axes.map((axis) => (axis === 0 ? last : axis - 1)).toSorted((i, j) => i - j)

const reduction =
  (primitive: 'sum' | 'max') =>
  ({ attributes: { axes = [] } }: CompiledExpression, z: CompiledExpression): CompiledExpression =>
    toBatchFirst(E[primitive](z, axesBatchLast(axes, z.shape.length - 1)))

const keepsBatch = ({ shape: [n] }: CompiledExpression, z: CompiledExpression): boolean =>
  n !== undefined && sameExtent(n, extentAt(z.shape, z.shape.length - 1))

const [a, b] = [variable(), variable()]

/** matmul(a, b) reads a matrix either way: a transpose of an operand becomes a flag. */
const transposedFactors = rule(P.matmul(a, b), ({ attributes: { transpose = {} } }, a, b) => {
  if (a.shape.length !== 2) return undefined
  const [x, y] = [batchLastOf(a), batchLastOf(b)]
  if (x === undefined && y === undefined) return undefined
  return E.matmul(x ?? a, y ?? b, {
    a: (transpose.a ?? false) !== (x !== undefined),
    b: (transpose.b ?? false) !== (y !== undefined),
  })
})

/** A transposition that moves only axes of extent 1 is a reshape. */
const movesNoEntry = rule(P.transpose(a), ({ attributes: { permutation = [] }, shape }, a) => {
  const moved = permutation.filter((axis) => a.shape[axis] !== 1)
  const inOrder = moved.every((axis, i) => i === 0 || axis > (moved[i - 1] ?? axis))
  return inOrder ? E.reshape(a, shape) : undefined
})

export const batchLastRules: ReadonlyArray<RewriteRule> = [
  movesNoEntry,
  pushThroughEntrywise,
  // sum(z') = sum(z)', max(z') = max(z)', along the axes of z
  rule(P.sum(z), reduction('sum')),
  rule(P.max(z), reduction('max')),
  // reshape(z') = reshape(z)', where the batch axis stays
  rule(P.reshape(z), (node, z) =>
    node.shape.length >= 2 && keepsBatch(node, z) ? toBatchFirst(E.reshape(z, firstToLast(node.shape))) : undefined,
  ),
  // expand(z') = expand(z)', in the same rank
  rule(P.expand(z), ({ shape }, z) =>
    z.shape.length === shape.length ? toBatchFirst(E.expand(z, firstToLast(shape))) : undefined,
  ),
  // slice(z') = slice(z)', pad(z') = pad(z)'
  rule(P.slice(z), ({ attributes: { ranges = [] } }, z) => toBatchFirst(E.slice(z, firstToLast(ranges)))),
  rule(P.pad(z), ({ attributes: { paddings = [] } }, z) => toBatchFirst(E.pad(z, firstToLast(paddings)))),
  transposedFactors,
  ...matrixRules,
]
