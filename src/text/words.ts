import { firstToken } from './special.ts'
import type { Tokeniser } from './tokeniser.ts'
import { indexed } from './vocabulary.ts'

/** A word with its apostrophes and hyphens, a number, or any other sign that is not white space. */
const piece = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*|\p{N}+|[^\s\p{L}\p{N}]/gu

/** The words and signs of a text, without the white space between them. */
export const wordsOf = (text: string, lowercase: boolean): ReadonlyArray<string> =>
  (lowercase ? text.toLowerCase() : text).match(piece) ?? []

const closing = /^[.,;:!?)\]}’”…%]$/u
const opening = /^[([{“‘]$/u

/** Words with spaces between them, but for signs that close or open. */
export const joined = (words: ReadonlyArray<string>): string =>
  words
    .map((word, i) => (i === 0 || closing.test(word) || opening.test(words[i - 1] ?? '') ? word : ` ${word}`))
    .join('')

/** Words and signs as tokens. White space is not kept, and with `lowercase` neither are capitals. */
export const wordTokeniser = (words: ReadonlyArray<string>, lowercase: boolean): Tokeniser => {
  const { tokenOf, pieceOf } = indexed(words)
  return {
    vocabulary: firstToken + words.length,
    encode: (text) => wordsOf(text, lowercase).map(tokenOf),
    decode: (tokens) => joined(tokens.map(pieceOf).filter((word) => word !== '')),
  }
}
