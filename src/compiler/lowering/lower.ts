import { nodesOf } from '../../expression/expression.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Value } from '../onnx/value.ts'
import type { CompileContext, LoweringContext } from './context.ts'
import { loweringRules } from './rules.ts'
import { splitSlices } from './splitSlices.ts'

/** The expressions that only one other, or one root, uses. */
const usedOnce = (
  nodes: ReadonlyArray<CompiledExpression>,
  roots: ReadonlyArray<CompiledExpression>,
): ReadonlySet<CompiledExpression> => {
  const uses = new Map<CompiledExpression, number>()
  const use = (node: CompiledExpression): void => void uses.set(node, (uses.get(node) ?? 0) + 1)
  for (const { operands } of nodes) new Set(operands).forEach(use)
  roots.forEach(use)
  return new Set(nodes.filter((node) => uses.get(node) === 1))
}

/** Expressions as ONNX values: each node by the rule of its primitive, once. */
export const lower = (roots: ReadonlyArray<CompiledExpression>, context: CompileContext): ReadonlyArray<Value> => {
  const nodes = nodesOf(roots)
  const single = usedOnce(nodes, roots)
  const values = new Map<CompiledExpression, Value>()
  const of = (node: CompiledExpression): Value => {
    const value = values.get(node) ?? loweringRules[node.primitive](node, loweringContext)
    values.set(node, value)
    return value
  }
  const loweringContext: LoweringContext = {
    ...context,
    of,
    isUsedOnce: (node) => single.has(node),
    splitOutput: splitSlices(nodes, of),
  }
  nodes.forEach(of)
  return roots.map(of)
}
