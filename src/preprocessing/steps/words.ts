import * as Either from 'fp-ts/lib/Either.js'
import { array, boolean, describe, integer, string, struct } from '../../codec/index.ts'
import { countPieces, firstToken, frequentPieces, wordsOf, wordTokeniser } from '../../text/index.ts'
import { present } from '../../tensor/present.ts'
import { defineTokeniser, tokenFields, tokenLength } from '../tokeniser.ts'

/**
 * Words and signs as tokens, the most frequent of the training rows first. One that occurs there fewer than `minCount` times,
 * 2 by default, is unknown; `vocabulary` limits the number of tokens, with the five special ones. White space is not kept, and
 * capitals only with `lowercase: false`: the text that comes back has single spaces.
 *
 * @example
 * const preprocessing = [words({ length: 32, minCount: 5 })]
 */
export const words = defineTokeniser({
  name: 'words',
  summary: 'Words and signs as tokens: those that are frequent enough in the training rows, the others unknown.',
  codec: struct(tokenLength, {
    ...tokenFields,
    minCount: integer({ minimum: 1 }),
    vocabulary: describe(integer({ minimum: firstToken + 1 }), 'the most tokens, with the special ones'),
    lowercase: boolean,
  }),
  example: { length: 16 },
  learnt: struct({ words: array(string()), lowercase: boolean }),
  learn: ({ minCount = 2, vocabulary, lowercase = true }, texts) => {
    const counts = countPieces(texts, (text) => wordsOf(text, lowercase))
    const most = vocabulary === undefined ? undefined : vocabulary - firstToken
    return Either.right({ words: frequentPieces(counts, { minCount, ...present({ most }) }), lowercase })
  },
  tokeniser: ({ words: known, lowercase }) => wordTokeniser(known, lowercase),
})
