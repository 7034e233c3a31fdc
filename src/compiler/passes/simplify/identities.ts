import { sameShape } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import * as P from '../../pattern.ts'
import { add, div, mul, number, stopGradient, sub, variable } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { rule } from './rewriteRule.ts'

type Rewrite = (node: CompiledExpression, x: CompiledExpression) => CompiledExpression | undefined

const x = variable()

const unlessReshaped: Rewrite = ({ shape }, x) => (sameShape(x.shape, shape) ? x : undefined)

const ofNoAxes: Rewrite = ({ attributes: { axes } }, x) => (axes?.length === 0 ? x : undefined)

/** Operations that leave their operand x as it is. */
export const identities: ReadonlyArray<RewriteRule> = [
  // the same shape, the same order of axes, no axes, all entries, no padding, one part
  rule(P.expand(x), unlessReshaped),
  rule(P.reshape(x), unlessReshaped),
  rule(P.concat(x), unlessReshaped),
  rule(P.sum(x), ofNoAxes),
  rule(P.max(x), ofNoAxes),
  rule(P.transpose(x), ({ attributes: { permutation = [] } }, x) =>
    permutation.every((axis, i) => axis === i) ? x : undefined,
  ),
  rule(P.slice(x), ({ attributes: { ranges = [] } }, x) => (ranges.every((range) => range === null) ? x : undefined)),
  rule(P.pad(x), ({ attributes: { paddings = [] } }, x) =>
    paddings.every((padding) => padding === null) ? x : undefined,
  ),
  // graphs hold derivatives already
  rule(stopGradient(x), (_, x) => x),
  // x + 0 = 0 + x = x − 0 = x
  rule(add(x, number(0)), (_, x) => x),
  rule(add(number(0), x), (_, x) => x),
  rule(sub(x, number(0)), (_, x) => x),
  // x · 1 = 1 · x = x / 1 = x
  rule(mul(x, number(1)), (_, x) => x),
  rule(mul(number(1), x), (_, x) => x),
  rule(div(x, number(1)), (_, x) => x),
]
