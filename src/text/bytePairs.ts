import { bytesOf, textOfBytes } from './bytes.ts'
import { learnMerges, mergeAll, ranksOf } from './pairs.ts'
import { firstToken } from './special.ts'
import type { Tokeniser } from './tokeniser.ts'
import { countPieces } from './vocabulary.ts'

/** The parts of a text that no merge crosses: words with the space before them, numbers, signs (Radford et al. 2019). */
const part = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

export const partsOf = (text: string): ReadonlyArray<string> => text.match(part) ?? []

/** A pair of symbols that become one: bytes are 0 to 255, merges follow. */
export type Merge = readonly [left: number, right: number]

/** Learns merges on texts, for a vocabulary of at most so many tokens. */
export const learnBytePairs = (texts: Iterable<string>, vocabulary: number): ReadonlyArray<Merge> => {
  const words = Array.from(countPieces(texts, partsOf), ([word, count]) => [Array.from(bytesOf(word)), count] as const)
  return learnMerges(words, 256, vocabulary - firstToken - 256)
}

/** The bytes of each symbol. */
const spelling = (merges: ReadonlyArray<Merge>): ReadonlyArray<ReadonlyArray<number>> => {
  const bytes: Array<ReadonlyArray<number>> = Array.from({ length: 256 }, (_, byte) => [byte])
  for (const [left, right] of merges) bytes.push([...(bytes[left] ?? []), ...(bytes[right] ?? [])])
  return bytes
}

/** A function of text that keeps its results, of which there are at most so many. */
const remembering = (f: (text: string) => ReadonlyArray<number>, most = 100_000) => {
  const known = new Map<string, ReadonlyArray<number>>()
  return (text: string): ReadonlyArray<number> => {
    const before = known.get(text)
    if (before !== undefined) return before
    const found = f(text)
    if (known.size < most) known.set(text, found)
    return found
  }
}

/** Byte-pair encoding of the bytes of UTF-8: nothing is unknown. Lossless, for text without lone surrogates. */
export const bytePairTokeniser = (merges: ReadonlyArray<Merge>): Tokeniser => {
  const [ranks, bytes] = [ranksOf(merges), spelling(merges)]
  const encodePart = remembering((text) =>
    mergeAll(Array.from(bytesOf(text)), ranks, (rank) => 256 + rank).map((symbol) => symbol + firstToken),
  )
  return {
    vocabulary: firstToken + bytes.length,
    encode: (text) => partsOf(text).flatMap(encodePart),
    decode: (tokens) => textOfBytes(tokens.flatMap((token) => bytes[token - firstToken] ?? [])),
  }
}
