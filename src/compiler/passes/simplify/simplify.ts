import { nodesOf } from '../../../expression/expression.ts'
import type { CompiledExpression, CompiledPrimitive } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { constants } from './constants.ts'
import { hashConsing } from './cse.ts'
import { factors } from './factors.ts'
import { identities } from './identities.ts'
import { repetition } from './repetition.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { views } from './views.ts'

/** The rules that hold in every graph, in the order in which they are tried. */
export const algebraicRules: ReadonlyArray<RewriteRule> = [
  ...constants,
  ...identities,
  ...views,
  ...repetition,
  ...factors,
]

/** The first result of the rules for a node; each primitive has a list of its own. */
const firstMatch = (rules: ReadonlyArray<RewriteRule>): RewriteRule['rewrite'] => {
  const byPrimitive = new Map<CompiledPrimitive, ReadonlyArray<RewriteRule>>()
  return (node) => {
    const { primitive } = node
    const candidates = byPrimitive.get(primitive) ?? rules.filter(({ appliesTo }) => appliesTo(primitive))
    byPrimitive.set(primitive, candidates)
    for (const { rewrite } of candidates) {
      const simpler = rewrite(node)
      if (simpler !== undefined) return simpler
    }
    return undefined
  }
}

const isFixed = (fixed: CompiledExpression | undefined, x: CompiledExpression | undefined): boolean =>
  fixed?.primitive === 'stopGradient' && fixed.operands[0] === x

/** x − stopGradient(x) and its negative: 0, there for their derivative alone. */
const isStraightThrough = ({ primitive, operands: [a, b] }: CompiledExpression): boolean =>
  primitive === 'sub' && (isFixed(a, b) || isFixed(b, a))

/**
 * Expressions that compute the same with less: common subexpressions once, constants at compile time, repetition as
 * late as possible. In exact arithmetic nothing changes; what is not finite may differ (x · 0 is not replaced, but
 * factors are multiplied first).
 */
export const simplify = (
  roots: ReadonlyArray<CompiledExpression>,
  rules: ReadonlyArray<RewriteRule> = algebraicRules,
): ReadonlyArray<CompiledExpression> => {
  const rewrite = firstMatch(rules)
  const unique = hashConsing()
  const simplified = new Map<CompiledExpression, CompiledExpression>()
  const simple = (node: CompiledExpression): CompiledExpression => simplified.get(node) ?? settle(node)
  /** Applies rules until none does. What a rule makes is shallow, so the recursion is too. */
  const settle = (node: CompiledExpression): CompiledExpression => {
    if (isStraightThrough(node)) return remember(node, simple(E.expand(E.constant([0], []), node.shape)))
    const shared = unique({ ...node, operands: node.operands.map(simple) })
    const known = simplified.get(shared)
    if (known !== undefined) return remember(node, known)
    const simpler = rewrite(shared)
    return remember(node, remember(shared, simpler === undefined ? shared : simple(simpler)))
  }
  const remember = (node: CompiledExpression, result: CompiledExpression): CompiledExpression => {
    simplified.set(node, result)
    simplified.set(result, result)
    return result
  }
  for (const node of nodesOf(roots)) simple(node)
  return roots.map(simple)
}
