import { nodesOf } from '../../expression/expression.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import { isEntrywise } from '../compiledExpression.ts'

const isNumber = ({ shape, primitive }: CompiledExpression): boolean =>
  shape.length === 0 && (isEntrywise(primitive) || primitive === 'expand' || primitive === 'constant')

/** The nodes that depend on an input, and those that are numbers which follow from it alone. */
const dependencies = (nodes: ReadonlyArray<CompiledExpression>, name: string) => {
  const dependent = new Set<CompiledExpression>()
  const numbers = new Set<CompiledExpression>()
  for (const node of nodes) {
    const isInput = node.primitive === 'input' && node.attributes.name === name
    if (isInput || node.operands.some((operand) => dependent.has(operand))) dependent.add(node)
    if (isInput || (isNumber(node) && node.operands.every((operand) => numbers.has(operand)))) numbers.add(node)
  }
  return { dependent, numbers }
}

/**
 * Loop-invariant code motion for the numbers that follow from the loop counter, an input of shape [], by entrywise
 * operations, such as a learning rate from the step. They become operands of `hoisted` nodes: they are computed for all
 * iterations at once, before the loop.
 */
export const hoist = (roots: ReadonlyArray<CompiledExpression>, counter: string): ReadonlyArray<CompiledExpression> => {
  const nodes = nodesOf(roots)
  const { dependent, numbers } = dependencies(nodes, counter)
  const done = new Map<CompiledExpression, CompiledExpression>()
  const replaced = (node: CompiledExpression): CompiledExpression => {
    const known = done.get(node)
    if (known !== undefined) return known
    const isHoisted = dependent.has(node) && numbers.has(node)
    const result: CompiledExpression = isHoisted
      ? { primitive: 'hoisted', operands: [node], attributes: {}, shape: node.shape }
      : node
    done.set(node, result)
    return result
  }
  for (const node of nodes)
    if (dependent.has(node) && !numbers.has(node)) done.set(node, { ...node, operands: node.operands.map(replaced) })
  return roots.map(replaced)
}
