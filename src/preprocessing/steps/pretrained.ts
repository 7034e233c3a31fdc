import * as Either from 'fp-ts/lib/Either.js'
import { array, boolean, choice, failure, integer, refine, string, struct } from '../../codec/index.ts'
import { normaliserNames, pretrainedTokeniser } from '../../text/index.ts'
import { defineTokeniser, tokenFields, tokenLength } from '../tokeniser.ts'

/** A tokenizer.json as `decodeTokenizerJson` gives it. */
const file = refine(
  struct({
    kind: choice('bytePairs', 'wordPieces'),
    normalisers: array(choice(...normaliserNames)),
    pieces: array(string(), { minItems: 1, maxItems: 1_000_000 }),
    merges: array(integer({ minimum: 0 })),
    prefixSpace: boolean,
    continuing: string(),
    longest: integer({ minimum: 1 }),
  }),
  ({ merges, pieces }) => {
    const wrong = merges.find((id) => id >= pieces.length)
    return wrong === undefined
      ? undefined
      : { fault: 'out of range', at: 'merges', expected: `identifiers below ${pieces.length}`, found: String(wrong) }
  },
)

/**
 * A tokeniser that was learnt elsewhere, read from a tokenizer.json of Hugging Face: byte-level byte pairs as of GPT-2 and
 * RoBERTa, or word pieces as of BERT. Its tokens are the identifiers of the file plus five, as special tokens come first, and
 * special tokens are those of this library. `path` is the file, from the folder of the spec; in code, without a file system,
 * `tokenizer` is what `decodeTokenizerJson` makes of its JSON.
 *
 * @example
 * const preprocessing = [pretrained({ length: 64, path: 'tokenizer.json' })]
 */
export const pretrained = defineTokeniser({
  name: 'pretrained',
  summary: 'A tokeniser of Hugging Face, read from a tokenizer.json: byte pairs or word pieces.',
  codec: struct(tokenLength, {
    ...tokenFields,
    path: string('the path of a tokenizer.json', { minLength: 1 }),
    tokenizer: file,
  }),
  learnt: file,
  learn: ({ tokenizer }, _texts, where) =>
    tokenizer === undefined
      ? failure({
          fault: 'missing file',
          where: `${where}.path`,
          expected: 'a tokenizer.json that was read',
          found: 'none',
          remedy: 'train with the command or isthmus/node, or give tokenizer: decodeTokenizerJson(json)',
        })
      : Either.right(tokenizer),
  tokeniser: pretrainedTokeniser,
})
