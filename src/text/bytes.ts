import { firstToken } from './special.ts'
import type { Tokeniser } from './tokeniser.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export const bytesOf = (text: string): Uint8Array => encoder.encode(text)

/** Text of bytes in UTF-8; what is none becomes � (U+FFFD). */
export const textOfBytes = (bytes: ReadonlyArray<number>): string => decoder.decode(Uint8Array.from(bytes))

/** The bytes of UTF-8 as tokens, byte b as 5 + b. Lossless, for text without lone surrogates. */
export const byteTokeniser: Tokeniser = {
  vocabulary: firstToken + 256,
  encode: (text) => Array.from(bytesOf(text), (byte) => firstToken + byte),
  decode: (tokens) => textOfBytes(tokens.filter((token) => token >= firstToken).map((token) => token - firstToken)),
}
