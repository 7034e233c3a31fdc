import type { Expression } from '../../expression/expression.ts'

/** A rule sees a node whose operands are simple and may give another that computes the same. */
export type RewriteRule = (node: Expression) => Expression | undefined

const entrywise: ReadonlySet<string> = new Set(
  [
    ['neg', 'abs', 'sign', 'floor', 'exp', 'log', 'sqrt', 'sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'erf'],
    ['add', 'sub', 'mul', 'div', 'maximum', 'greater', 'where'],
  ].flat(),
)

/** Whether every entry of the result follows from the entries in the same place. */
export const isEntrywise = (primitive: string): boolean => entrywise.has(primitive)
