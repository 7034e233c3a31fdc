import { isSymbolic } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { keepsZero } from '../../compiledExpression.ts'
import { segmentBlock } from '../../sparseOperator.ts'
import { uniform } from '../../uniform.ts'

/** The smallest ratio L/k: a matrix product computes a hundred entries while one row is gathered. */
const minSparsity = 128

/** The largest N·k: beyond it, sums across the edges of blocks cost more than a matrix product. */
const maxEntries = 65_536

/** The k of a top-k mask [N, L], where it is worth while to compute with the k entries of each row alone. */
export const sparseK = ({ primitive, shape, attributes: { k } }: CompiledExpression): number | undefined => {
  const [n, width, ...others] = shape
  if (primitive !== 'topMask' || n === undefined || width === undefined || k === undefined) return undefined
  if (others.length > 0 || isSymbolic(n) || isSymbolic(width) || isSymbolic(k)) return undefined
  return width >= minSparsity * k && (n * k) % segmentBlock === 0 && n * k <= maxEntries ? k : undefined
}

/** Whether a node is one number of shape [] repeated. */
export const isScalar = ({ primitive, operands: [a] }: CompiledExpression): boolean =>
  primitive === 'expand' && a?.shape.length === 0

type SupportOf = (operand?: CompiledExpression) => CompiledExpression | undefined

/** The mask outside of which a node is 0, by those of its operands. */
const maskOf = (node: CompiledExpression, support: SupportOf): CompiledExpression | undefined => {
  const { primitive, operands } = node
  const [a, b] = operands
  if (primitive === 'topMask') return sparseK(node) === undefined ? undefined : node
  if (primitive === 'mul') return support(a) ?? support(b)
  if (keepsZero(primitive)) return support(a)
  const isZero = b !== undefined && uniform(b) === 0
  if ((primitive === 'maximum' || primitive === 'greater') && isZero) return support(a)
  if (primitive === 'div' && b !== undefined && isScalar(b)) return support(a)
  return (primitive === 'add' || primitive === 'sub') && support(a) === support(b) ? support(a) : undefined
}

/** Of every node that is 0 outside of a top-k mask, the mask. Operands come before what uses them. */
export const supportsOf = (
  nodes: ReadonlyArray<CompiledExpression>,
): ReadonlyMap<CompiledExpression, CompiledExpression> => {
  const supports = new Map<CompiledExpression, CompiledExpression>()
  const support: SupportOf = (node) => (node === undefined ? undefined : supports.get(node))
  for (const node of nodes) {
    const mask = maskOf(node, support)
    if (mask !== undefined) supports.set(node, mask)
  }
  return supports
}
