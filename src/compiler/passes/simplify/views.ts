import type { Shape } from '../../../tensor/shape.ts'
import { sameShape, sizeOf } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { expand, neg, reshape, transpose, variable, whole } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { rule } from './rewriteRule.ts'

/** A shape without the leading axes of extent 1. */
const withoutLeadingOnes = (shape: Shape): Shape => {
  const start = shape.findIndex((extent) => extent !== 1)
  return start === -1 ? [] : shape.slice(start)
}

const isOneEntry = ({ shape }: CompiledExpression): boolean => sizeOf(shape).factor === 1 && sizeOf(shape).power === 0

/** Has axes, all of extent 1, and is not repeated. */
const isSqueezable = ({ primitive, shape }: CompiledExpression): boolean =>
  primitive !== 'expand' && shape.length > 0 && shape.every((extent) => extent === 1)

const [x, entry, unsqueezed] = [variable(), variable(isOneEntry), variable(isSqueezable)]

/** Two views of the same kind are one; −(−x) = x. One entry has the shape [] before it is repeated. */
export const views: ReadonlyArray<RewriteRule> = [
  rule(neg(neg(x)), (_, x) => x),
  rule(expand(expand(x)), ({ shape }, x) => E.expand(x, shape)),
  rule(reshape(reshape(x)), ({ shape }, x) => E.reshape(x, shape)),
  rule(transpose(whole(transpose(x))), ({ attributes: { permutation = [] } }, { attributes: inner }, x) =>
    E.transpose(
      x,
      permutation.map((axis) => inner.permutation?.[axis] ?? axis),
    ),
  ),
  rule(reshape(expand(entry)), ({ shape }, x) => E.expand(E.reshape(x, []), shape)),
  rule(expand(unsqueezed), ({ shape }, x) => E.expand(E.reshape(x, []), shape)),
  // expand aligns shapes at the last axis: leading axes of extent 1 do not matter
  rule(expand(whole(reshape(x))), ({ shape }, reshaped, x) => {
    const sameBehind = sameShape(withoutLeadingOnes(x.shape), withoutLeadingOnes(reshaped.shape))
    return reshaped.shape.length > 0 && x.shape.length <= shape.length && sameBehind ? E.expand(x, shape) : undefined
  }),
]
