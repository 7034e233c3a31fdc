import type { CompiledExpression } from '../compiledExpression.ts'
import { apply } from '../onnx/value.ts'
import { div, exp, expand, max, sub, sum, variable, whole } from '../pattern.ts'
import { uniform } from '../uniform.ts'
import type { LoweringRule } from './context.ts'
import { operand } from './context.ts'

const x = variable()

/** e / Σe with e = exp(a − max a), as `softmax` of derived.ts writes it. */
const softmaxPattern = div(whole(exp(sub(x, expand(whole(max(x)))))), expand(whole(sum(x))))

const axisOf = ({ attributes: { axes = [] } }: CompiledExpression): number | undefined =>
  axes.length === 1 ? axes[0] : undefined

/** a and the axis where a node is the softmax of a along one axis. */
const softmaxOf = (node: CompiledExpression) => {
  const [e, a, largest, maximised, total, summed] = softmaxPattern.match(node) ?? []
  if (e === undefined || a === undefined || largest === undefined || total === undefined) return undefined
  const axis = axisOf(total)
  const isSoftmax = maximised === a && summed === e && axis !== undefined && axisOf(largest) === axis
  return isSoftmax ? { a, axis } : undefined
}

/**
 * A softmax is one operator, which guards against overflow too. So is 1/a: ONNX Runtime (1.30) makes 1/a · b into b/a,
 * and where both factors of a product are such quotients it loses one that is used elsewhere.
 */
export const quotient =
  (otherwise: LoweringRule): LoweringRule =>
  (node, context) => {
    if (uniform(operand(node, 0)) === 1) return apply('Reciprocal', [context.of(operand(node, 1))])
    const softmax = softmaxOf(node)
    return softmax === undefined
      ? otherwise(node, context)
      : apply('Softmax', [context.of(softmax.a)], { axis: softmax.axis })
  }
