import { nodesOf } from '../../../expression/expression.ts'
import type { Shape } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E, isEntrywise } from '../../compiledExpression.ts'
import type { SparseOperator } from '../../sparseOperator.ts'
import { uniform } from '../../uniform.ts'
import { isScalar, sparseK, supportsOf } from './support.ts'

/**
 * Sparse codes. Where a top-k mask m keeps few of the many entries of a row, a tensor Z [N, L] that is 0 outside of it is
 * represented by its k entries z [N, k] in the columns p [N, k], and products with it cost k/L of dense ones:
 *
 *     Z·W = Σⱼ zⱼ · W[pⱼ]      ((D·Wᵀ) ⊙ m)ⱼ = D · W[pⱼ]      Zᵀ·D = Σ over the entries of each column
 */
interface SparseRewriting {
  /** The mask outside of which a node is 0. */
  readonly support: (node: CompiledExpression | undefined) => CompiledExpression | undefined
  /** A node with the sparse products below it rewritten. */
  readonly dense: (node: CompiledExpression) => CompiledExpression
  /** The entries z [N, k] of a node under a mask. */
  readonly entries: (node: CompiledExpression, mask: CompiledExpression) => CompiledExpression
}

const operator = (
  primitive: SparseOperator,
  operands: ReadonlyArray<CompiledExpression>,
  shape: Shape,
): CompiledExpression => ({ primitive, operands, attributes: {}, shape })

/** The x that a mask keeps the largest entries of. */
const maskedOf = (mask: CompiledExpression, { dense }: SparseRewriting): CompiledExpression =>
  dense(mask.operands[0] ?? mask)

const flagsOf = ({ attributes: { transpose = {} } }: CompiledExpression) => ({
  a: transpose.a === true,
  b: transpose.b === true,
})

const entriesOf = (
  node: CompiledExpression,
  mask: CompiledExpression,
  rewriting: SparseRewriting,
): CompiledExpression => {
  const { support, dense, entries } = rewriting
  const shape = [mask.shape[0] ?? 1, sparseK(mask) ?? 1]
  const x = maskedOf(mask, rewriting)
  const number = node === mask ? 1 : uniform(node)
  if (number !== undefined) return E.expand(E.constant([number], []), shape)
  if (node === mask.operands[0]) return operator('topValues', [x], shape)
  const [a, b] = node.operands
  if (isScalar(node) && a !== undefined) return E.expand(dense(a), shape)
  if (support(node) === mask && isEntrywise(node.primitive))
    return { ...node, operands: node.operands.map((operand) => entries(operand, mask)), shape }
  const flags = flagsOf(node)
  if (node.primitive === 'matmul' && a !== undefined && b !== undefined && !flags.a && flags.b)
    return operator('sampledMatmul', [dense(a), dense(b), x], shape)
  return operator('takeTop', [dense(node), x], shape)
}

/** Zᵀ·D [L, o], for Z [N, L] and D [N, o]. */
const transposedProduct = (
  z: CompiledExpression,
  mask: CompiledExpression,
  d: CompiledExpression,
  rewriting: SparseRewriting,
): CompiledExpression => {
  const operands = [rewriting.entries(z, mask), rewriting.dense(d), maskedOf(mask, rewriting)]
  return operator('transposedSparseMatmul', operands, [mask.shape[1] ?? 1, d.shape[1] ?? 1])
}

/** A matrix product or a sum over the rows with a sparse operand; nothing for another operation. */
const productOf = (node: CompiledExpression, rewriting: SparseRewriting): CompiledExpression | undefined => {
  const { support, dense, entries } = rewriting
  const { primitive, operands, attributes, shape } = node
  const [a, b] = operands
  const [left, right] = [support(a), support(b)]
  if (primitive === 'sum' && a !== undefined && left !== undefined && attributes.axes?.join() === '0')
    return operator('sparseColumnSum', [entries(a, left), maskedOf(left, rewriting)], shape)
  if (primitive !== 'matmul' || a === undefined || b === undefined || shape.length !== 2) return undefined
  const flags = flagsOf(node)
  if (flags.b) return undefined
  if (!flags.a) return left && operator('sparseMatmul', [entries(a, left), dense(b), maskedOf(left, rewriting)], shape)
  if (left !== undefined) return transposedProduct(a, left, b, rewriting)
  return right && E.transpose(transposedProduct(b, right, a, rewriting), [1, 0])
}

/** The rewriting of one graph; each node, and its entries under each mask, are rewritten once. */
const rewritingOf = (supports: ReadonlyMap<CompiledExpression, CompiledExpression>): SparseRewriting => {
  const denseResults = new Map<CompiledExpression, CompiledExpression>()
  const entryResults = new Map<CompiledExpression, Map<CompiledExpression, CompiledExpression>>()
  const rewriting: SparseRewriting = {
    support: (node) => (node === undefined ? undefined : supports.get(node)),
    dense: (node) => {
      const known = denseResults.get(node)
      if (known !== undefined) return known
      const result = productOf(node, rewriting) ?? { ...node, operands: node.operands.map(rewriting.dense) }
      denseResults.set(node, result)
      return result
    },
    entries: (node, mask) => {
      const known = entryResults.get(mask)?.get(node)
      if (known !== undefined) return known
      const result = entriesOf(node, mask, rewriting)
      const results = entryResults.get(mask) ?? new Map<CompiledExpression, CompiledExpression>()
      entryResults.set(mask, results.set(node, result))
      return result
    },
  }
  return rewriting
}

/** Expressions in which products with sparse codes are computed from the entries that are kept. */
export const sparse = (roots: ReadonlyArray<CompiledExpression>): ReadonlyArray<CompiledExpression> => {
  const nodes = nodesOf(roots)
  const supports = supportsOf(nodes)
  if (supports.size === 0) return roots
  const { dense } = rewritingOf(supports)
  nodes.forEach(dense)
  return roots.map(dense)
}
