import type { Expression } from '../../expression/expression.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import { orderOf, segmentSums } from './segmentSum.ts'
import type { SparseOperator } from '../passes/sparse.ts'
import { operatorOf } from '../passes/sparse.ts'
import type { ElementType, Value } from '../onnx/value.ts'
import { apply, integers, initializer, nodeOutput, reshaped } from '../onnx/value.ts'

/** A function that computes each result once. */
const once = <A, B, T>(make: (a: A, b: B) => T): ((a: A, b: B) => T) => {
  const known = new Map<A, Map<B, T>>()
  return (a, b) => {
    const results = known.get(a) ?? new Map<B, T>()
    const result = results.get(b) ?? make(a, b)
    known.set(a, results.set(b, result))
    return result
  }
}

const extentOf = ({ shape }: Expression, axis: number): number => {
  const extent = extentAt(shape, axis)
  if (isSymbolic(extent)) throw new Error('the rows of a sparse code are counted')
  return extent
}

/** What the operators of a graph have in common: k of each row of x, [N, L]. */
interface Sharing {
  readonly type: ElementType
  /** The k greatest entries and their places, both [N, k]. */
  readonly top: (x: Value, k: number) => { readonly values: Value; readonly places: Value }
  /** The rows of a matrix [L, o] at places, [N, k, o]. */
  readonly rowsAt: (matrix: Value, places: Value) => Value
  readonly order: (places: Value, count: number) => ReturnType<typeof orderOf>
}

const sharing = (type: ElementType): Sharing => ({
  type,
  top: once((x: Value, k: number) => {
    const values = apply('TopK', [x, integers([k])], {}, 2)
    return { values, places: nodeOutput(values, 1) }
  }),
  rowsAt: once((matrix: Value, places: Value) => apply('Gather', [matrix, places])),
  order: once((places: Value, count: number) => orderOf(reshaped(places, [count]), count, type)),
})

/** A node with the values of its operands, and with the places of the entries that count, k of each of n rows. */
interface Asked extends Sharing {
  readonly node: Expression
  readonly given: (operand: number) => Value
  readonly places: Value
  readonly n: number
  readonly k: number
}

const makers: Readonly<Record<Exclude<SparseOperator, 'values'>, (asked: Asked) => Value>> = {
  at: ({ given, places }) => apply('GatherElements', [given(0), places], { axis: -1 }),
  dots: ({ node, given, places, n, k, rowsAt }) => {
    const [d] = node.operands
    const columns = reshaped(given(0), [n, d === undefined ? 1 : extentOf(d, 1), 1])
    return reshaped(apply('MatMul', [rowsAt(given(1), places), columns]), [n, k])
  },
  rows: ({ node, given, places, n, k, rowsAt }) =>
    reshaped(apply('MatMul', [reshaped(given(0), [n, 1, k]), rowsAt(given(1), places)]), [n, extentOf(node, 1)]),
  segments: ({ node, given, places, n, k, type, order }) => {
    const width = { places: extentOf(node, 0), row: extentOf(node, 1) }
    return segmentSums(order(places, n * k), { values: given(0), rows: given(1), k, width, type })
  },
  counts: ({ node, given, places, n, k, type }) => {
    const zeros = apply('Expand', [initializer(type, [0], []), integers([extentOf(node, 1)])])
    const [at, values] = [reshaped(places, [n * k]), reshaped(given(0), [n * k])]
    const sums = apply('ScatterElements', [zeros, at, values], { axis: 0, reduction: { text: 'add' } })
    return reshaped(sums, [1, extentOf(node, 1)])
  },
}

/** The values of the nodes that `sparse` makes; nothing for another. One for each graph. */
export const sparseLowering = (type: ElementType) => {
  const common = sharing(type)
  return (node: Expression, of: (node: Expression) => Value): Value | undefined => {
    const name = operatorOf(node)
    if (name === undefined) return undefined
    const given = (operand: number): Value => {
      const found = node.operands.at(operand)
      if (found === undefined) throw new Error(`${name} lacks its operand ${operand}`)
      return of(found)
    }
    const entries = ['values', 'at', 'dots'].includes(name) ? node : (node.operands[0] ?? node)
    const [n, k] = [extentOf(entries, 0), extentOf(entries, 1)]
    const { values, places } = common.top(given(-1), k)
    return name === 'values' ? values : makers[name]({ ...common, node, given, places, n, k })
  }
}
