import type { CompiledExpression, CompiledPrimitive } from '../../compiledExpression.ts'
import { isEntrywise } from '../../compiledExpression.ts'
import type { Captures, OperatorPattern } from '../../pattern.ts'

/** Rewrites a node whose operands are simple to another that computes the same, or leaves it. */
export interface RewriteRule {
  readonly appliesTo: (primitive: CompiledPrimitive) => boolean
  readonly rewrite: (node: CompiledExpression) => CompiledExpression | undefined
}

/**
 * A rule as an equation: the left side is a pattern, the right side is made of the node and of what the variables of
 * the pattern stand for, from left to right; `undefined` where a further condition does not hold.
 *
 *     rule(mul(mul(x, s), t), ({ shape }, x, s, t) => …)      (x · s) · t = x · (s · t)
 */
export const rule = <C extends Captures>(
  left: OperatorPattern<C>,
  right: (node: CompiledExpression, ...captures: C) => CompiledExpression | undefined,
): RewriteRule => ({
  appliesTo: (primitive) => primitive === left.primitive,
  rewrite: (node) => {
    const captures = left.match(node)
    return captures === undefined ? undefined : right(node, ...captures)
  },
})

/** A rule for every entrywise primitive. */
export const entrywiseRule = (rewrite: RewriteRule['rewrite']): RewriteRule => ({ appliesTo: isEntrywise, rewrite })
