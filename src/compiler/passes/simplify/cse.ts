import { drawShape } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'

/** Constants with more entries than this are compared by identity: comparing their entries costs more than it saves. */
const maxCompared = 64

const numbering = <T extends object>(): ((of: T) => number) => {
  const ids = new WeakMap<T, number>()
  let next = 0
  return (of) => {
    const id = ids.get(of) ?? next++
    ids.set(of, id)
    return id
  }
}

const keyOfValues = (values: ArrayLike<number>, idOf: (values: ArrayLike<number>) => number): string =>
  values.length > maxCompared
    ? `#${idOf(values)}`
    : Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value)).join()

/**
 * Common subexpression elimination by hash consing: gives the first node that it was given with the same primitive,
 * operands, attributes and shape.
 */
export const hashConsing = (): ((node: CompiledExpression) => CompiledExpression) => {
  const nodes = new Map<string, CompiledExpression>()
  const idOf = numbering<CompiledExpression>()
  const idOfValues = numbering<ArrayLike<number>>()
  const keyOf = ({ primitive, operands, attributes: { values, ...others }, shape }: CompiledExpression): string => {
    const constants = values === undefined ? '' : keyOfValues(values, idOfValues)
    return `${primitive}(${operands.map(idOf).join()})${drawShape(shape)}${JSON.stringify(others)}${constants}`
  }
  return (node) => {
    const key = keyOf(node)
    const first = nodes.get(key) ?? node
    nodes.set(key, first)
    return first
  }
}
