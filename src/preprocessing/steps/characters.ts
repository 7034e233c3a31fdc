import * as Either from 'fp-ts/lib/Either.js'
import { array, integer, string, struct } from '../../codec/index.ts'
import { characterTokeniser, countPieces, frequentPieces } from '../../text/index.ts'
import { present } from '../../tensor/present.ts'
import { defineTokeniser, tokenFields, tokenLength } from '../tokeniser.ts'

/**
 * Characters (code points) as tokens, the most frequent of the training rows first. One that occurs there fewer than `minCount`
 * times, 1 by default, is unknown. Without unknown characters nothing of a text is lost but what is cut.
 *
 * @example
 * const preprocessing = [characters({ length: 64 })]
 */
export const characters = defineTokeniser({
  name: 'characters',
  summary: 'Characters as tokens: those of the training rows, the others unknown.',
  codec: struct(tokenLength, { ...tokenFields, minCount: integer({ minimum: 1 }) }),
  example: { length: 16 },
  learnt: struct({ characters: array(string()) }),
  learn: ({ minCount }, texts) =>
    Either.right({
      characters: frequentPieces(
        countPieces(texts, (text) => text),
        present({ minCount }),
      ),
    }),
  tokeniser: ({ characters: known }) => characterTokeniser(known),
})
