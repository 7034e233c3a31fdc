import type { Expression } from '../../../expression/expression.ts'
import { interpret } from '../../../expression/interpret.ts'
import { ndarrays } from '../../../interpreters/ndarray/index.ts'
import type { Shape } from '../../../tensor/shape.ts'
import { extentAt, isSymbolic, product } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E, isPrimitive } from '../../compiledExpression.ts'
import { uniform } from '../../uniform.ts'
import { extent, number, variable, where } from '../../pattern.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { rule } from './rewriteRule.ts'

/** Results with more entries than this are not computed at compile time: the graph would only grow. */
const maxFolded = 4096

/** Computes at compile time, in float64 whatever the graph's type is. */
const evaluator = ndarrays('float64')

const isKnown = (shape: Shape): shape is ReadonlyArray<number> => !shape.some(isSymbolic)

/** A primitive of constants alone. */
const isOfConstants = (node: CompiledExpression): node is Expression =>
  isPrimitive(node.primitive) && node.operands.every(({ primitive }) => primitive === 'constant')

/** Constant folding; a constant repeated stays repeated. */
const folding: RewriteRule = {
  appliesTo: (primitive) => isPrimitive(primitive) && primitive !== 'constant' && primitive !== 'expand',
  rewrite: (node) => {
    const { shape } = node
    if (!isKnown(shape) || !isOfConstants(node) || product(shape) > maxFolded) return undefined
    return E.constant(evaluator.read(interpret(evaluator, node, {})), shape)
  },
}

const [x, constant] = [variable(), variable((node) => uniform(node) !== undefined)]

export const constants: ReadonlyArray<RewriteRule> = [
  // extent x is known where no axis is the batch
  rule(extent(x), ({ attributes: { axes = [] } }, x) => {
    const extents = axes.map((axis) => extentAt(x.shape, axis))
    return isKnown(extents) ? E.constant([product(extents)], []) : undefined
  }),
  folding,
  // where(0, a, b) = b
  rule(where(number(0)), (_, _a, b) => b),
  // where(c, a, b) = a for another constant c
  rule(where(constant), (_, _c, a, _b) => a),
]
