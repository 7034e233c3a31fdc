import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { byteTokeniser } from '../../text/index.ts'
import { defineTokeniser, tokenFields, tokenLength } from '../tokeniser.ts'

/**
 * The bytes of UTF-8 as tokens: 261 with the special ones, none of them unknown. Nothing of a text is lost but what is cut.
 *
 * @example
 * const preprocessing = [bytes({ length: 128 })]
 */
export const bytes = defineTokeniser({
  name: 'bytes',
  summary: 'Bytes of UTF-8 as tokens, 261 with the special ones.',
  codec: struct(tokenLength, tokenFields),
  example: { length: 16 },
  learnt: struct({}),
  learn: () => Either.right({}),
  tokeniser: () => byteTokeniser,
})
