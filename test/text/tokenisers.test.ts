import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { bytePairTokeniser, learnBytePairs } from '../../src/text/bytePairs.ts'
import { byteTokeniser } from '../../src/text/bytes.ts'
import { characterTokeniser } from '../../src/text/characters.ts'
import { pretrainedTokeniser } from '../../src/text/pretrained.ts'
import { firstToken, special } from '../../src/text/special.ts'
import { decodeTokenizerJson } from '../../src/text/tokenizerJson.ts'
import type { Tokeniser } from '../../src/text/tokeniser.ts'
import { countPieces, frequentPieces } from '../../src/text/vocabulary.ts'
import { wordsOf, wordTokeniser } from '../../src/text/words.ts'

interface Case {
  readonly text: string
  readonly ids: ReadonlyArray<number>
}

const fixture: Readonly<Record<string, { readonly file: object; readonly cases: ReadonlyArray<Case> }>> = JSON.parse(
  readFileSync(new URL('fixtures/tokenizers.json', import.meta.url), 'utf8'),
)

/** Text of any code points; a half of a surrogate pair is no text. */
const anyText = fc.string({ unit: 'binary', maxLength: 40 })

const losesNothing = ({ encode, decode }: Tokeniser): void =>
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decode(encode(text))).toBe(text)
    }),
  )

const isInside = ({ encode, vocabulary }: Tokeniser): void =>
  fc.assert(
    fc.property(anyText, (text) => {
      for (const token of encode(text)) expect(token > 0 && token < vocabulary).toBe(true)
    }),
  )

const sentences = ['low lower lowest', 'new newer newest', 'wide wider widest, low and wide']

describe('bytes', () => {
  it('lose nothing', () => losesNothing(byteTokeniser))
  it('are 256 and the special tokens', () => {
    expect(byteTokeniser.vocabulary).toBe(261)
    expect(byteTokeniser.encode('a€')).toEqual([0x61, 0xe2, 0x82, 0xac].map((byte) => byte + firstToken))
  })
})

describe('characters', () => {
  it('lose nothing of texts whose characters they know', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { encode, decode } = characterTokeniser(frequentPieces(countPieces([text], Array.from<string>), {}))
        expect(decode(encode(text))).toBe(text)
      }),
    )
  })

  it('that are not in the vocabulary are unknown', () => {
    const { encode, decode } = characterTokeniser(['a', 'b'])
    expect(encode('a🦊b')).toEqual([firstToken, special.unknown, firstToken + 1])
    expect(decode(encode('a🦊b'))).toBe('a\uFFFDb')
  })
})

describe('words', () => {
  const words = frequentPieces(
    countPieces(sentences, (text) => wordsOf(text, true)),
    { minCount: 2 },
  )
  it('are those that are frequent enough, the most frequent first', () => expect(words).toEqual(['low', 'wide']))
  it('come back with spaces between them, and signs where they belong', () => {
    const text = 'it’s (well-known), isn’t it? 3 km!'
    const { encode, decode } = wordTokeniser(wordsOf(text, true), true)
    expect(decode(encode(text))).toBe(text)
    expect(decode(encode('Well-known: it'))).toBe('well-known \uFFFD it')
  })
  it('are all in the vocabulary or unknown', () => isInside(wordTokeniser(words, true)))
})

describe('byte pairs', () => {
  const merges = learnBytePairs(sentences, 300)
  const tokeniser = bytePairTokeniser(merges)

  it('lose nothing', () => losesNothing(tokeniser))
  it('are all in the vocabulary', () => isInside(tokeniser))

  it('merge the most frequent pair first, of equally frequent ones that of the least symbols', () => {
    expect(learnBytePairs(['aab aab aab', 'aac'], firstToken + 257)).toEqual([[97, 97]])
    expect(learnBytePairs(['dc dc', 'ba ba'], firstToken + 257)).toEqual([[98, 97]])
  })

  it('are the same however often they are learnt, and stop where no pair comes twice', () => {
    expect(learnBytePairs(sentences, 300)).toEqual(merges)
    expect(learnBytePairs(['abc'], 1000)).toEqual([])
    expect(tokeniser.vocabulary).toBe(firstToken + 256 + merges.length)
  })

  it('make texts like those that they were learnt on shorter', () =>
    expect(tokeniser.encode('lower and wider').length).toBeLessThan(10))
})

const read = (name: string): Tokeniser => {
  const file = decodeTokenizerJson(fixture[name]?.file)
  if (Either.isLeft(file)) throw new Error(drawFaults(file.left))
  return pretrainedTokeniser(file.right)
}

/** The file with other values, as a fault describes it. */
const faultOf = (name: string, change: object): string => {
  const file = decodeTokenizerJson({ ...fixture[name]?.file, ...change })
  return Either.isLeft(file) ? drawFaults(file.left) : 'none'
}

describe('a tokenizer.json', () => {
  for (const [name, { cases }] of Object.entries(fixture))
    it(`gives the tokens that Hugging Face's library gives: ${name}`, () => {
      const { encode } = read(name)
      const unknown = name.startsWith('word') ? 1 : -1
      for (const { text, ids } of cases)
        expect([text, encode(text)]).toEqual([
          text,
          ids.map((id) => (id === unknown ? special.unknown : id + firstToken)),
        ])
    })

  it('of byte pairs loses nothing', () => losesNothing(read('bytePairs')))

  it('of word pieces gives words back', () => {
    const { encode, decode } = read('wordPieces')
    expect(decode(encode('The lazy dog, jumps!'))).toBe('the lazy dog, jumps!')
  })

  it('with parts that are not known is refused, and they are named', () => {
    expect(faultOf('bytePairs', { pre_tokenizer: { type: 'Metaspace' } })).toContain(
      'pre_tokenizer: expected ByteLevel, found "Metaspace"',
    )
    expect(faultOf('bytePairs', { normalizer: { type: 'Precompiled' } })).toContain(
      'normalizer: expected BertNormalizer',
    )
    expect(faultOf('bytePairs', { model: { type: 'Unigram', vocab: [] } })).toContain(
      'model.type: expected BPE or WordPiece, found "Unigram"',
    )
    expect(faultOf('bytePairs', { added_tokens: [{ id: 5, content: 'x', special: false }] })).toContain(
      'added_tokens[0]',
    )
    const model = { type: 'BPE', vocab: { a: 0 }, merges: ['a b'], byte_fallback: true }
    expect(faultOf('bytePairs', { model })).toContain('model.byte_fallback: expected none, found true')
    expect(faultOf('bytePairs', { model: { ...model, byte_fallback: false } })).toContain('model.merges[0]')
    expect(faultOf('wordPieces', { model: { type: 'WordPiece', vocab: { a: -1 } } })).toContain('model.vocab')
    for (const broken of [null, 3, 'x', [], {}]) expect(Either.isLeft(decodeTokenizerJson(broken))).toBe(true)
  })
})
