import type { Extent, Shape } from '../../../tensor/shape.ts'
import { extentAt, sameShape } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { add, mul, variable } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { entrywiseRule, rule } from './rewriteRule.ts'

const isRepeated = ({ primitive }: CompiledExpression): boolean => primitive === 'expand'

const [x, repeated] = [variable((node) => !isRepeated(node)), variable(isRepeated)]

const broadcastExtent = (a: Extent, b: Extent): Extent => (a === 1 ? b : a)

/** The smallest shape of this rank that all of them expand to. */
const broadcastShape = (shapes: ReadonlyArray<Shape>, rank: number): Shape =>
  shapes
    .map((shape): Shape => [...Array.from({ length: rank - shape.length }, () => 1), ...shape])
    .reduce((a, b) => a.map((extent, axis) => broadcastExtent(extent, extentAt(b, axis))))

/** f(expand x) = expand f(x): what is the same along an axis is computed once. */
const pushThroughExpand = entrywiseRule((node) => {
  const { operands, shape } = node
  if (!operands.every(isRepeated)) return undefined
  const inner = operands.flatMap((operand) => operand.operands)
  const shapes = inner.map((operand) => operand.shape)
  const common = shapes.every(({ length }) => length === 0) ? [] : broadcastShape(shapes, shape.length)
  if (sameShape(common, shape)) return undefined
  return E.expand({ ...node, operands: inner.map((operand) => E.expand(operand, common)), shape: common }, shape)
})

/** Values are repeated as late as possible, and are the second operand, where other rules look for them. */
export const repetition: ReadonlyArray<RewriteRule> = [
  rule(add(repeated, x), (_, r, x) => E.add(x, r)),
  rule(mul(repeated, x), (_, r, x) => E.mul(x, r)),
  pushThroughExpand,
]
