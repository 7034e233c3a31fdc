import { firstToken } from './special.ts'
import type { Tokeniser } from './tokeniser.ts'
import { indexed } from './vocabulary.ts'

/** Code points as tokens. Lossless where no character is unknown. */
export const characterTokeniser = (characters: ReadonlyArray<string>): Tokeniser => {
  const { tokenOf, pieceOf } = indexed(characters)
  return {
    vocabulary: firstToken + characters.length,
    encode: (text) => Array.from(text, tokenOf),
    decode: (tokens) => tokens.map(pieceOf).join(''),
  }
}
