import { byteLetters, bytesOfLetters } from './byteLetters.ts'
import { partsOf } from './bytePairs.ts'
import { bytesOf, textOfBytes } from './bytes.ts'
import type { Normaliser } from './normalise.ts'
import { normalise } from './normalise.ts'
import { mergeAll, ranksOf } from './pairs.ts'
import { firstToken, special } from './special.ts'
import type { Tokeniser } from './tokeniser.ts'
import { unknownText } from './vocabulary.ts'
import { joined } from './words.ts'

/** What a tokenizer.json says, as far as text becomes tokens by it. */
export interface Pretrained {
  readonly kind: 'bytePairs' | 'wordPieces'
  readonly normalisers: ReadonlyArray<Normaliser>
  /** The tokens as the file writes them; the index is the identifier in the file. */
  readonly pieces: ReadonlyArray<string>
  /** Three identifiers for each merge, in order: which two pieces become which; for byte pairs. */
  readonly merges: ReadonlyArray<number>
  /** Whether a space is put before a text that begins without one; for byte pairs. */
  readonly prefixSpace: boolean
  /** What begins a piece that continues a word; for word pieces. */
  readonly continuing: string
  /** Longer words are unknown; for word pieces. */
  readonly longest: number
}

/** The tokens of pieces: five more than the identifiers of the file, since special tokens come first. */
const piecesOf = ({ pieces }: Pretrained) => ({
  ids: new Map(pieces.map((piece, id) => [piece, id])),
  pieceOf: (token: number): string => pieces[token - firstToken] ?? '',
})

/** Byte-level byte-pair encoding, as of GPT-2 and RoBERTa. */
const bytePairs = (file: Pretrained): Tokeniser => {
  const { ids, pieceOf } = piecesOf(file)
  const { merges } = file
  const ranks = ranksOf(
    Array.from({ length: merges.length / 3 }, (_, i) => [merges[3 * i] ?? -1, merges[3 * i + 1] ?? -1] as const),
  )
  const letters = byteLetters.map((letter) => ids.get(letter) ?? -1)
  const encodePart = (part: string): ReadonlyArray<number> =>
    mergeAll(
      Array.from(bytesOf(part), (byte) => letters[byte] ?? -1),
      ranks,
      (rank) => merges[3 * rank + 2] ?? -1,
    ).map((id) => (id < 0 ? special.unknown : id + firstToken))
  return {
    vocabulary: firstToken + file.pieces.length,
    encode: (text) => {
      const normal = normalise(text, file.normalisers)
      return partsOf(file.prefixSpace && !normal.startsWith(' ') && normal !== '' ? ` ${normal}` : normal).flatMap(
        encodePart,
      )
    },
    decode: (tokens) => {
      const text = textOfBytes(bytesOfLetters(tokens.map(pieceOf).join('')))
      return file.prefixSpace ? text.replace(/^ /, '') : text
    },
  }
}

/** Words, and signs of punctuation by themselves, as BERT splits text. */
const bertParts = (text: string): ReadonlyArray<string> => text.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? []

/** WordPiece, as of BERT: the longest piece that a word begins with, and so on; a word without one is unknown. */
const wordPieces = (file: Pretrained): Tokeniser => {
  const { ids, pieceOf } = piecesOf(file)
  const encodeWord = (word: string): ReadonlyArray<number> => {
    const letters = Array.from(word)
    const found: Array<number> = []
    for (let at = 0; at < letters.length;) {
      let end = letters.length
      const pieceTo = (): string => `${at === 0 ? '' : file.continuing}${letters.slice(at, end).join('')}`
      while (end > at && !ids.has(pieceTo())) end--
      const id = ids.get(pieceTo())
      if (end === at || id === undefined || letters.length > file.longest) return [special.unknown]
      found.push(id + firstToken)
      at = end
    }
    return found
  }
  const written = (token: number): string => (token === special.unknown ? unknownText : pieceOf(token))
  return {
    vocabulary: firstToken + file.pieces.length,
    encode: (text) => bertParts(normalise(text, file.normalisers)).flatMap(encodeWord),
    decode: (tokens) => {
      const words: Array<string> = []
      for (const piece of tokens.map(written).filter((piece) => piece !== '')) {
        const before = piece.startsWith(file.continuing) ? words.pop() : undefined
        words.push(before === undefined ? piece : before + piece.slice(file.continuing.length))
      }
      return joined(words)
    },
  }
}

/** The tokeniser of a tokenizer.json. */
export const pretrainedTokeniser = (file: Pretrained): Tokeniser =>
  file.kind === 'bytePairs' ? bytePairs(file) : wordPieces(file)
