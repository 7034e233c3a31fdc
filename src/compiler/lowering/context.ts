import type { CompiledExpression } from '../compiledExpression.ts'
import type { ElementType, Value } from '../onnx/value.ts'

/** What a graph is compiled for. */
export interface CompileContext {
  /** The type of all numbers. */
  readonly type: ElementType
  /** The batch extent N, an int64 of shape [1]. */
  readonly rows: Value
  /** The value of an input by its name; that of a loop counter holds its values of all iterations, [K]. */
  readonly input: (name: string) => Value
  /** Where the graph is the body of a loop: its counter, an input, and the entry of a list [K] for this iteration. */
  readonly loop?: { readonly counter: string; readonly select: (values: Value) => Value } | undefined
}

/** What a lowering rule may ask for. */
export interface LoweringContext extends CompileContext {
  /** The value of an expression. */
  readonly of: (node: CompiledExpression) => Value
  /** Whether only one other node, or one root, uses an expression: only then may it be fused into that node. */
  readonly isUsedOnce: (node: CompiledExpression) => boolean
  /** A slice as an output of one Split, where the slices of an expression together are all of it. */
  readonly splitOutput: (slice: CompiledExpression) => Value | undefined
}

/** The ONNX value of a node. */
export type LoweringRule = (node: CompiledExpression, context: LoweringContext) => Value

/** An operand that must be there. */
export const operand = ({ operands, primitive }: CompiledExpression, i: number): CompiledExpression => {
  const found = operands.at(i)
  if (found === undefined) throw new Error(`${primitive} lacks its operand ${i}`)
  return found
}
