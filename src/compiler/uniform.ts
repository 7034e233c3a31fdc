import type { CompiledExpression } from './compiledExpression.ts'

/** Constants with more entries than this are not looked through. */
const maxLength = 4096

/** The one number that a value holds everywhere, if it is known. */
export const uniform = ({
  primitive,
  operands: [a],
  attributes: { values },
}: CompiledExpression): number | undefined => {
  if (primitive === 'constant' && values !== undefined && values.length > 0 && values.length <= maxLength) {
    const [first] = Array.from(values)
    return Array.from(values).every((value) => Object.is(value, first)) ? first : undefined
  }
  return a !== undefined && (primitive === 'expand' || primitive === 'reshape') ? uniform(a) : undefined
}
