import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { uniform } from '../../uniform.ts'
import { div, inside, mul, variable } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { rule } from './rewriteRule.ts'

/** The number s of shape [] where a node is s repeated. */
const scalarOf = ({ primitive, operands: [s] }: CompiledExpression): CompiledExpression | undefined =>
  primitive === 'expand' && s?.shape.length === 0 ? s : undefined

const constantScalarOf = (node: CompiledExpression): CompiledExpression | undefined => {
  const s = scalarOf(node)
  return s === undefined || uniform(s) === undefined ? undefined : s
}

const [x, s, t, c] = [variable(), inside(scalarOf), inside(scalarOf), inside(constantScalarOf)]
const y = variable((node) => scalarOf(node) === undefined)

/** For numbers s and t: one pass over x instead of two. */
const gatherFactors: ReadonlyArray<RewriteRule> = [
  // (x · s) · t = x · (s · t)
  rule(mul(mul(x, s), t), ({ shape }, x, s, t) => E.mul(x, E.expand(E.mul(s, t), shape))),
  // (x · s) / t = x · (s / t)
  rule(div(mul(x, s), t), ({ shape }, x, s, t) => E.mul(x, E.expand(E.div(s, t), shape))),
  // (x / s) · t = x · (t / s)
  rule(mul(div(x, s), t), ({ shape }, x, s, t) => E.mul(x, E.expand(E.div(t, s), shape))),
  // (x / s) / t = x / (s · t)
  rule(div(div(x, s), t), ({ shape }, x, s, t) => E.div(x, E.expand(E.mul(s, t), shape))),
]

/**
 * For a constant c: factors move out, to where a matrix product takes them in. A factor that is computed stays: it may
 * be there to make x small enough for the product.
 */
const hoistConstants: ReadonlyArray<RewriteRule> = [
  // (x · c) · y = (x · y) · c
  rule(mul(mul(x, c), y), ({ shape }, x, c, y) => E.mul(E.mul(x, y), E.expand(c, shape))),
  // x · (y · c) = (x · y) · c
  rule(mul(x, mul(x, c)), ({ shape }, x, y, c) => E.mul(E.mul(x, y), E.expand(c, shape))),
]

export const factors: ReadonlyArray<RewriteRule> = [...gatherFactors, ...hoistConstants]
