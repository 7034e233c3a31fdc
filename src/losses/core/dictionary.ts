import { describe, string, struct } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { reduction } from './reconstruction.ts'
import type { CommonSettings, Term } from './term.ts'

/** The settings of a term that looks at the dictionary of a decoder. */
export interface DictionarySettings {
  readonly dictionary?: string
  readonly reduction?: 'mean' | 'sum'
}

const dictionary = describe(
  string('the name of a dense layer', { minLength: 1 }),
  'the dense layer whose weight holds the dictionary; decoder.0 by default',
)

/** The name of the dictionary's layer. */
export const layerOf = ({ dictionary: name = 'decoder.0' }: DictionarySettings): string => name

/** What two terms on dictionaries of F vectors [D] have in common: settings, the weight [F, D], what codes they take. */
export const onDictionary = {
  codec: (common: CommonSettings) => struct({}, { ...common, reduction, dictionary }),
  parameters: (
    settings: DictionarySettings,
    { input, code }: { readonly input: ReadonlyArray<number>; readonly code: ReadonlyArray<number> },
  ) => ({
    [`${layerOf(settings)}.weight`]: [code[0] ?? 1, product(input)],
  }),
  check: (_settings: DictionarySettings, { code }: { readonly code: ReadonlyArray<number> }) =>
    code.length === 1
      ? undefined
      : { fault: 'wrong shape', expected: 'a code that is a vector', found: `a code of ${code.length} axes` },
} satisfies Pick<Term<DictionarySettings>, 'codec' | 'parameters' | 'check'>
