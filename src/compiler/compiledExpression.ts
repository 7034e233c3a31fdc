import type { Expression } from '../expression/expression.ts'
import { expressionsWith } from '../expression/expression.ts'
import { primitives } from '../tensor/primitives.ts'
import type { PrimitiveTraits } from '../tensor/primitives.ts'
import type { Primitive, Tensor } from '../tensor/tensor.ts'
import type { SparseOperator } from './sparseOperator.ts'

/**
 * The operators that passes add to the primitives. `hoisted` is a number that is computed for all iterations of a loop
 * at once, before the loop; inside, it is the entry of this iteration.
 */
export type CompilerOperator = SparseOperator | 'hoisted'

export type CompiledPrimitive = Primitive | 'input' | CompilerOperator

/** What passes transform: expressions of primitives and of the compiler's own operators. */
export type CompiledExpression = Expression<CompilerOperator>

/** Builds compiled expressions out of primitives. */
export const compiledExpressions: Tensor<CompiledExpression> = expressionsWith()

const traits: Readonly<Record<Primitive, PrimitiveTraits>> = primitives

export const isPrimitive = (name: CompiledPrimitive): name is Primitive => name in traits

/** Whether every entry of the result follows from the entries of the operands in the same place. */
export const isEntrywise = (name: CompiledPrimitive): boolean => isPrimitive(name) && traits[name].isEntrywise === true

/** f(0) = 0, entry by entry. */
export const keepsZero = (name: CompiledPrimitive): boolean => isPrimitive(name) && traits[name].keepsZero === true
