import type { CompiledExpression, CompiledPrimitive } from './compiledExpression.ts'
import { uniform } from './uniform.ts'

/** What the variables of a pattern stand for, from left to right. */
export type Captures = ReadonlyArray<CompiledExpression>

export interface Pattern<C extends Captures> {
  readonly match: (node: CompiledExpression) => C | undefined
}

/** A pattern of one operator. */
export interface OperatorPattern<C extends Captures> extends Pattern<C> {
  readonly primitive: CompiledPrimitive
}

type Variable = Pattern<[CompiledExpression]>

/** A variable for the expressions that satisfy a condition. */
export const variable = (holds: (node: CompiledExpression) => boolean = () => true): Variable => ({
  match: (node) => (holds(node) ? [node] : undefined),
})

/** A variable for the expressions that a function finds in a node. */
export const inside = (find: (node: CompiledExpression) => CompiledExpression | undefined): Variable => ({
  match: (node) => {
    const found = find(node)
    return found === undefined ? undefined : [found]
  },
})

/** A node itself, and then what its pattern captures. */
export const whole = <C extends Captures>({ match }: Pattern<C>): Pattern<[CompiledExpression, ...C]> => ({
  match: (node) => {
    const captures = match(node)
    return captures === undefined ? undefined : [node, ...captures]
  },
})

/** One number everywhere. */
export const number = (value: number): Pattern<[]> => ({
  match: (node) => (uniform(node) === value ? [] : undefined),
})

/** An operator by its first operand. */
const unary =
  (primitive: CompiledPrimitive) =>
  <C extends Captures>(operand: Pattern<C>): OperatorPattern<C> => ({
    primitive,
    match: ({ primitive: own, operands: [a] }) => (own === primitive && a !== undefined ? operand.match(a) : undefined),
  })

/** An operator by its first two operands. */
const binary =
  (primitive: CompiledPrimitive) =>
  <C extends Captures, D extends Captures>(left: Pattern<C>, right: Pattern<D>): OperatorPattern<[...C, ...D]> => ({
    primitive,
    match: ({ primitive: own, operands: [a, b] }) => {
      if (own !== primitive || a === undefined || b === undefined) return undefined
      const captures = left.match(a)
      const further = captures === undefined ? undefined : right.match(b)
      return captures === undefined || further === undefined ? undefined : [...captures, ...further]
    },
  })

export const [neg, exp, stopGradient] = [unary('neg'), unary('exp'), unary('stopGradient')]
export const [sum, max, extent] = [unary('sum'), unary('max'), unary('extent')]
export const [expand, reshape, transpose] = [unary('expand'), unary('reshape'), unary('transpose')]
export const [slice, pad, concat] = [unary('slice'), unary('pad'), unary('concat')]
export const [add, sub, mul, div] = [binary('add'), binary('sub'), binary('mul'), binary('div')]
export const matmul = binary('matmul')

/** A choice by a mask; a variable stands for each branch. */
export const where = <C extends Captures>(
  mask: Pattern<C>,
): OperatorPattern<[...C, CompiledExpression, CompiledExpression]> => ({
  primitive: 'where',
  match: ({ primitive, operands: [condition, a, b] }) => {
    if (primitive !== 'where' || condition === undefined || a === undefined || b === undefined) return undefined
    const captures = mask.match(condition)
    return captures === undefined ? undefined : [...captures, a, b]
  },
})
