import type { Attributes, Expression } from '../../expression/expression.ts'
import { drawShape } from '../../tensor/shape.ts'

/** Makes one node of each kind: the same primitive of the same operands is the same node. */
export interface HashConsing {
  readonly node: (node: Expression) => Expression
  readonly idOf: (node: Expression) => number
}

/** Long constants are told apart by identity: comparing them costs more than it saves. */
const longest = 64

const keyOfValues = (values: ArrayLike<number>, idOf: (values: ArrayLike<number>) => number): string =>
  values.length > longest
    ? `#${idOf(values)}`
    : Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value)).join()

const numbering = <T extends object>(): ((of: T) => number) => {
  const ids = new WeakMap<T, number>()
  let next = 0
  return (of) => {
    const id = ids.get(of) ?? next++
    ids.set(of, id)
    return id
  }
}

/** Common subexpressions are found here: a node is known by its primitive, operands, attributes and shape. */
export const hashConsing = (): HashConsing => {
  const nodes = new Map<string, Expression>()
  const idOf = numbering<Expression>()
  const idOfValues = numbering<ArrayLike<number>>()
  const keyOf = ({ primitive, operands, attributes, shape }: Expression): string => {
    const { values, ...others }: Attributes = attributes
    const constants = values === undefined ? '' : keyOfValues(values, idOfValues)
    return `${primitive}(${operands.map(idOf).join()})${drawShape(shape)}${JSON.stringify(others)}${constants}`
  }
  return {
    idOf,
    node: (node) => {
      const key = keyOf(node)
      const known = nodes.get(key)
      if (known !== undefined) return known
      nodes.set(key, node)
      return node
    },
  }
}
