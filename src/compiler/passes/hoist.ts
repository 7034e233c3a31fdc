import type { Expression } from '../../expression/expression.ts'
import { input, nodesOf } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import { isEntrywise } from './rule.ts'

/** Expressions with what depends on one number alone taken out of them. */
export interface Hoisted {
  readonly roots: ReadonlyArray<Expression>
  /** What was taken out, by the name of the input that stands in its place. */
  readonly tables: Named.Named<Expression>
}

const isNumber = ({ shape, primitive }: Expression): boolean =>
  shape.length === 0 && (isEntrywise(primitive) || primitive === 'expand' || primitive === 'constant')

/**
 * Takes out the numbers that follow from one input of shape [] by entrywise operations, such as a learning rate from
 * the step. They can be computed for many values of that input at once, as a table.
 */
export const hoist = (roots: ReadonlyArray<Expression>, name: string): Hoisted => {
  const nodes = nodesOf(roots)
  const depends = new Set<Expression>()
  const movable = new Set<Expression>()
  for (const node of nodes) {
    const { primitive, operands, attributes } = node
    const isInput = primitive === 'input' && attributes.name === name
    if (isInput || operands.some((operand) => depends.has(operand))) depends.add(node)
    if (isInput || (isNumber(node) && operands.every((operand) => movable.has(operand)))) movable.add(node)
  }
  const tables: Record<string, Expression> = {}
  const done = new Map<Expression, Expression>()
  const table = (node: Expression): Expression => {
    const label = `${name}.${Named.names(tables).length}`
    tables[label] = node
    return input(label, node.shape)
  }
  const taken = (node: Expression): Expression => {
    const known = done.get(node)
    if (known !== undefined) return known
    const out = depends.has(node) && movable.has(node) ? table(node) : node
    done.set(node, out)
    return out
  }
  for (const node of nodes)
    if (depends.has(node) && !movable.has(node)) done.set(node, { ...node, operands: node.operands.map(taken) })
  return { roots: roots.map(taken), tables }
}
