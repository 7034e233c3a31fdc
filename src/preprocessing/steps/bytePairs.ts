import * as Either from 'fp-ts/lib/Either.js'
import { array, describe, integer, refine, struct } from '../../codec/index.ts'
import { bytePairTokeniser, firstToken, learnBytePairs } from '../../text/index.ts'
import { defineTokeniser, tokenFields, tokenLength } from '../tokeniser.ts'

const symbols = describe(
  array(integer({ minimum: 0 })),
  'two symbols for each merge: bytes are 0 to 255, merges follow',
)

/** Every merge joins two symbols that are there before it. */
const learnt = refine(struct({ merges: symbols }), ({ merges }) => {
  const at = merges.findIndex((symbol, i) => symbol >= 256 + Math.floor(i / 2))
  if (at < 0 && merges.length % 2 === 0) return undefined
  return {
    fault: 'wrong value',
    at: 'merges',
    expected: 'pairs of symbols that are there before',
    found: String(merges[at]),
  }
})

/**
 * Byte-pair encoding (Sennrich, Haddow and Birch 2016) of the bytes of UTF-8 (Radford et al. 2019, section 2.2): the most
 * frequent pairs of the training rows become tokens, until there are `vocabulary`, with 256 bytes and five special ones; of
 * equally frequent pairs the one with the least symbols. Nothing is unknown, and nothing of a text is lost but what is cut.
 *
 * @example
 * const preprocessing = [bytePairs({ length: 48, vocabulary: 2000 })]
 */
export const bytePairs = defineTokeniser({
  name: 'bytePairs',
  summary: 'Byte-pair encoding: frequent sequences of bytes as tokens, learnt on the training rows.',
  codec: struct(
    {
      ...tokenLength,
      vocabulary: describe(integer({ minimum: firstToken + 256, maximum: 1_000_000 }), 'the most tokens'),
    },
    tokenFields,
  ),
  example: { length: 16, vocabulary: 300 },
  learnt,
  learn: ({ vocabulary }, texts) => Either.right({ merges: learnBytePairs(texts, vocabulary).flat() }),
  tokeniser: ({ merges }) =>
    bytePairTokeniser(
      Array.from({ length: merges.length / 2 }, (_, i) => [merges[2 * i] ?? 0, merges[2 * i + 1] ?? 0] as const),
    ),
})
