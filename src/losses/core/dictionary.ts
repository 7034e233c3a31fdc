import type { Fallible } from '../../codec/index.ts'
import { counted, describe, string, struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import type { CommonSettings } from './define.ts'
import { reduction } from './reconstruction.ts'
import type { BuiltTerm, TermContext, TermSizes } from './term.ts'
import { builtTerm, unfitTerm } from './term.ts'

const dictionary = describe(
  string('the name of a dense layer', { minLength: 1 }),
  'the dense layer whose weight holds the dictionary; decoder.0 by default',
)

/** The settings of a term that reads the dictionary of a decoder, the weight of a dense layer. */
export const dictionarySettings = (common: CommonSettings) => struct({}, { ...common, reduction, dictionary })

/** The full names of the weight and the bias of the dictionary's layer. */
export const dictionaryNames = (layer = 'decoder.0') => ({ weight: `${layer}.weight`, bias: `${layer}.bias` })

/** A term on codes that are vectors, [F], and a dictionary of F vectors, [F, D]. */
export const dictionaryTerm = (
  weight: string,
  { input, code }: TermSizes,
  context: TermContext,
  term: Pick<BuiltTerm, 'needs' | 'remedy' | 'run'>,
): Fallible<BuiltTerm> => {
  const [features] = code
  if (features === undefined || code.length !== 1)
    return unfitTerm(context, {
      fault: 'wrong shape',
      expected: 'a code that is a vector',
      found: `a code of ${counted(code.length, 'axis', 'axes')}`,
    })
  return builtTerm({
    ...term,
    ofCode: 'exposed',
    outputSizes: input,
    parameters: { [weight]: [features, product(input)] },
  })
}
