import type { Expression } from '../../expression/expression.ts'
import { expressions as E, nodesOf } from '../../expression/expression.ts'
import type { Shape } from '../../tensor/shape.ts'
import { isSymbolic } from '../../tensor/shape.ts'
import { isEntrywise } from './rule.ts'
import { block } from '../lowering/segmentSum.ts'
import { uniform } from './simplify.ts'

/**
 * Codes of which few entries count. Where a mask keeps k of many entries of a row, [N, L], what is 0 wherever the mask
 * is 0 is known by its k entries, [N, k], and products with it need no more than those:
 *
 *     z·W = Σⱼ zⱼ · W[pⱼ]      (d·Wᵀ) ⊙ m at pⱼ: d·W[pⱼ]      zᵀ·d = Σ over the entries at each place      p: [N, k]
 */
export type SparseOperator = 'values' | 'at' | 'dots' | 'rows' | 'segments' | 'counts'

/** What stands before the name of such an operator, where an input has its own. */
const prefix = 'sparse '

/** The operator of a node that `sparse` made; the last of its operands is what the mask was made of. */
export const operatorOf = ({
  primitive,
  operands,
  attributes: { name = '' },
}: Expression): SparseOperator | undefined => {
  const found = primitive === 'input' && operands.length > 0 ? name.slice(prefix.length) : undefined
  return found === undefined ? undefined : operators.find((one) => found === one)
}

const operators: ReadonlyArray<SparseOperator> = ['values', 'at', 'dots', 'rows', 'segments', 'counts']

/** At least so many entries for each that is kept: a product of matrices does a hundred entries while one is fetched. */
const least = 128
/** With more entries in all, those that meet at the edges of blocks cost more than a product. */
const most = 65_536

/** How many entries of a row a mask keeps, where it is worth while to compute with those alone. */
const keptBy = ({ primitive, shape, attributes: { k } }: Expression): number | undefined => {
  const [n, width, ...others] = shape
  if (primitive !== 'topMask' || n === undefined || width === undefined || k === undefined) return undefined
  if (others.length > 0 || isSymbolic(n) || isSymbolic(width) || isSymbolic(k)) return undefined
  return width >= least * k && (n * k) % block === 0 && n * k <= most ? k : undefined
}

/** f 0 = 0. */
const keepsZero: ReadonlySet<string> = new Set(['neg', 'abs', 'sign', 'floor', 'sqrt', 'sin', 'tanh'])

const isScalar = ({ primitive, operands: [a] }: Expression): boolean => primitive === 'expand' && a?.shape.length === 0

/** Outside which mask a value is 0, from what is known of its operands. */
const supportOf = (
  node: Expression,
  known: (operand?: Expression) => Expression | undefined,
): Expression | undefined => {
  const { primitive, operands } = node
  const [a, b] = operands
  if (primitive === 'topMask') return keptBy(node) === undefined ? undefined : node
  if (primitive === 'mul') return known(a) ?? known(b)
  if (keepsZero.has(primitive)) return known(a)
  const zero = b !== undefined && uniform(b) === 0
  if ((primitive === 'maximum' || primitive === 'greater') && zero) return known(a)
  if (primitive === 'div' && b !== undefined && isScalar(b)) return known(a)
  return (primitive === 'add' || primitive === 'sub') && known(a) === known(b) ? known(a) : undefined
}

/** Which way the rows of a factor lie. */
const isPlain = ({ attributes: { transpose = {} } }: Expression): boolean =>
  transpose.a !== true && transpose.b !== true

const operator = (name: SparseOperator, operands: ReadonlyArray<Expression>, shape: Shape): Expression => ({
  primitive: 'input',
  operands,
  attributes: { name: `${prefix}${name}` },
  shape,
})

/** Expressions in which products with sparse codes are made of the entries that count. */
export const sparse = (roots: ReadonlyArray<Expression>): ReadonlyArray<Expression> => {
  const nodes = nodesOf(roots)
  if (!nodes.some((node) => keptBy(node) !== undefined)) return roots
  const supports = new Map<Expression, Expression>()
  const support = (node?: Expression): Expression | undefined => (node === undefined ? undefined : supports.get(node))
  for (const node of nodes) {
    const found = supportOf(node, support)
    if (found !== undefined) supports.set(node, found)
  }
  const done = new Map<Expression, Expression>()
  const whole = (node: Expression): Expression => {
    const known = done.get(node)
    if (known !== undefined) return known
    const result = product(node) ?? { ...node, operands: node.operands.map(whole) }
    done.set(node, result)
    return result
  }

  /** What a mask was made of. */
  const origin = (mask: Expression): Expression => whole(mask.operands[0] ?? mask)
  const entriesOf = (mask: Expression): Shape => [mask.shape[0] ?? 1, keptBy(mask) ?? 1]

  /** The entries that count, [N, k], of what is 0 outside a mask; every operation once for all who ask. */
  const kept = new Map<Expression, Map<Expression, Expression>>()
  const entries = (node: Expression, mask: Expression): Expression => {
    const known = kept.get(mask)?.get(node)
    if (known !== undefined) return known
    const result = entriesAnew(node, mask)
    kept.set(mask, (kept.get(mask) ?? new Map<Expression, Expression>()).set(node, result))
    return result
  }
  const entriesAnew = (node: Expression, mask: Expression): Expression => {
    const shape = entriesOf(mask)
    const number = uniform(node)
    if (node === mask) return E.expand(E.constant([1], []), shape)
    if (number !== undefined) return E.expand(E.constant([number], []), shape)
    if (node === mask.operands[0]) return operator('values', [origin(mask)], shape)
    const [a, b] = node.operands
    if (isScalar(node) && a !== undefined) return E.expand(whole(a), shape)
    if (supports.get(node) === mask && isEntrywise(node.primitive))
      return { ...node, operands: node.operands.map((one) => entries(one, mask)), shape }
    const { a: first, b: second } = node.attributes.transpose ?? {}
    if (node.primitive === 'matmul' && a !== undefined && b !== undefined && first !== true && second === true)
      return operator('dots', [whole(a), whole(b), origin(mask)], shape)
    return operator('at', [whole(node), origin(mask)], shape)
  }

  /** zᵀ·d, [L, o]. */
  const segments = (z: Expression, mask: Expression, d: Expression): Expression =>
    operator('segments', [entries(z, mask), whole(d), origin(mask)], [mask.shape[1] ?? 1, d.shape[1] ?? 1])

  const product = (node: Expression): Expression | undefined => {
    const { primitive, operands, attributes, shape } = node
    const [a, b] = operands
    const [left, right] = [support(a), support(b)]
    if (primitive === 'sum' && a !== undefined && left !== undefined && attributes.axes?.join() === '0')
      return operator('counts', [entries(a, left), origin(left)], shape)
    if (primitive !== 'matmul' || a === undefined || b === undefined || shape.length !== 2) return undefined
    if (left !== undefined && isPlain(node)) return operator('rows', [entries(a, left), whole(b), origin(left)], shape)
    const { a: first, b: second } = attributes.transpose ?? {}
    if (first !== true || second === true) return undefined
    if (left !== undefined) return segments(a, left, b)
    return right === undefined ? undefined : E.transpose(segments(b, right, a), [1, 0])
  }
  nodes.forEach(whole)
  return roots.map(whole)
}
