import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import { extentAt, knownExtent } from '../../tensor/shape.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { ElementType, Value } from '../onnx/value.ts'
import { apply, initializer, integers, nodeOutput, reshaped } from '../onnx/value.ts'
import type { SparseOperator } from '../sparseOperator.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import type { SegmentOrder } from './segmentSum.ts'
import { segmentOrder, segmentSum } from './segmentSum.ts'

/** A function that computes the result of two arguments once. */
const memoize = <A, B, T>(make: (a: A, b: B) => T): ((a: A, b: B) => T) => {
  const results = new Map<A, Map<B, T>>()
  return (a, b) => {
    const ofA = results.get(a) ?? new Map<B, T>()
    const result = ofA.get(b) ?? make(a, b)
    results.set(a, ofA.set(b, result))
    return result
  }
}

/** The values that sparse operators of one graph share. */
interface SharedValues {
  /** The k largest entries of each row of x [N, L], and their columns, both [N, k]. */
  readonly top: (x: Value, k: number) => { readonly entries: Value; readonly columns: Value }
  /** The rows of a matrix [L, o] at the columns, [N, k, o]. */
  readonly rowsAt: (matrix: Value, columns: Value) => Value
  readonly order: (columns: Value, count: number) => SegmentOrder
}

const shareValues = (type: ElementType): SharedValues => ({
  top: memoize((x: Value, k: number) => {
    const entries = apply('TopK', [x, integers([k])], {}, 2)
    return { entries, columns: nodeOutput(entries, 1) }
  }),
  rowsAt: memoize((matrix: Value, columns: Value) => apply('Gather', [matrix, columns])),
  order: memoize((columns: Value, count: number) => segmentOrder(reshaped(columns, [count]), count, type)),
})

/** There is one lowering context a graph. */
const sharedValues = memoizeWeak(({ type }: LoweringContext) => shareValues(type))

const extentOf = ({ shape }: CompiledExpression, axis: number): number => knownExtent(extentAt(shape, axis))

/** A node whose last operand is the x of a top-k mask, with the values of its operands and the top k entries of x. */
interface SparseInput extends SharedValues {
  readonly node: CompiledExpression
  readonly type: ElementType
  readonly value: (operand: number) => Value
  readonly entries: Value
  readonly columns: Value
  readonly n: number
  readonly k: number
}

/** A rule by the tensor of shape [N, k], which is the result or the first operand. */
const sparseRule =
  (entries: 'in result' | 'in operand', make: (input: SparseInput) => Value): LoweringRule =>
  (node, context) => {
    const tensor = entries === 'in result' ? node : operand(node, 0)
    const [n, k] = [extentOf(tensor, 0), extentOf(tensor, 1)]
    const shared = sharedValues(context)
    const value = (i: number): Value => context.of(operand(node, i))
    return make({ ...shared, ...shared.top(value(-1), k), node, type: context.type, value, n, k })
  }

/** The equations are those of `SparseOperator`. */
export const sparseRules: Readonly<Record<SparseOperator, LoweringRule>> = {
  topValues: sparseRule('in result', ({ entries }) => entries),
  takeTop: sparseRule('in result', ({ value, columns }) => apply('GatherElements', [value(0), columns], { axis: -1 })),
  sampledMatmul: sparseRule('in result', ({ node, value, columns, n, k, rowsAt }) => {
    const vectors = reshaped(value(0), [n, extentOf(operand(node, 0), 1), 1])
    return reshaped(apply('MatMul', [rowsAt(value(1), columns), vectors]), [n, k])
  }),
  sparseMatmul: sparseRule('in operand', ({ node, value, columns, n, k, rowsAt }) => {
    const products = apply('MatMul', [reshaped(value(0), [n, 1, k]), rowsAt(value(1), columns)])
    return reshaped(products, [n, extentOf(node, 1)])
  }),
  transposedSparseMatmul: sparseRule('in operand', ({ node, value, columns, n, k, type, order }) => {
    const sizes = [extentOf(node, 0), extentOf(node, 1)] as const
    return segmentSum(order(columns, n * k), { entries: value(0), rows: value(1), k, sizes, type })
  }),
  sparseColumnSum: sparseRule('in operand', ({ node, value, columns, n, k, type }) => {
    const width = extentOf(node, 1)
    const zeros = apply('Expand', [initializer(type, [0], []), integers([width])])
    const [indices, entries] = [reshaped(columns, [n * k]), reshaped(value(0), [n * k])]
    const sums = apply('ScatterElements', [zeros, indices, entries], { axis: 0, reduction: { text: 'add' } })
    return reshaped(sums, [1, width])
  }),
}
