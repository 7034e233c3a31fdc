import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../../src/codec/index.ts'
import type { RawDataset } from '../../../src/data/index.ts'
import type { StepSpec } from '../../../src/preprocessing/index.ts'
import { applyAll, fit, invertAll, layoutAfter, lossesOf, steps } from '../../../src/preprocessing/index.ts'
import {
  bagOfWords,
  bytePairs,
  bytes,
  characters,
  pretrained,
  tfIdf,
  words,
} from '../../../src/preprocessing/registry.ts'
import { decodeTokenizerJson } from '../../../src/text/index.ts'

const schema = [{ kind: 'text', name: 'note' }] as const

/** Rows of one column of free text; undefined is a missing cell. */
const textRows = (texts: ReadonlyArray<string | undefined>): RawDataset => ({
  sizes: [1],
  length: texts.length,
  values: Float64Array.from(texts, (text, i) => (text === undefined ? 0 : i)),
  ...(texts.includes(undefined) ? { mask: Float32Array.from(texts, (text) => (text === undefined ? 0 : 1)) } : {}),
  columns: ['note'],
  schema,
  texts: texts.map((text) => text ?? ''),
})

/** The texts that come back from rows of tokens. */
const textsOf = ({ values, texts = [] }: RawDataset): ReadonlyArray<string | undefined> =>
  Array.from(values, (value) => texts[value])

const fitted = (spec: StepSpec, texts: ReadonlyArray<string>) => orThrow(fit(steps, [spec], textRows(texts)))

/** The rows of a data set as lists. */
const rowsOf = ({ values, sizes: [width = 1], length }: RawDataset) =>
  Array.from({ length }, (_, row) => [...values.subarray(row * width, (row + 1) * width)])

const anyText = fc.string({ unit: 'binary', maxLength: 20 })
const someTexts = fc.array(anyText, { minLength: 1, maxLength: 4 })

const tokenizer = orThrow(
  decodeTokenizerJson(
    JSON.parse(readFileSync(new URL('../../text/fixtures/tokenizers.json', import.meta.url), 'utf8')).bytePairs.file,
  ),
)

/** Tokenisers that lose nothing of the texts that they learnt, in rows that are long enough for all bytes. */
const lossless: Readonly<Record<string, StepSpec>> = {
  characters: characters({ length: 128 }),
  bytes: bytes({ length: 128, begin: true }),
  bytePairs: bytePairs({ length: 128, vocabulary: 270 }),
  pretrained: pretrained({ length: 128, tokenizer }),
}

describe('tokens', () => {
  for (const [name, spec] of Object.entries(lossless))
    it(`give back every text: ${name}`, () => {
      fc.assert(
        fc.property(someTexts, (texts) => {
          const learnt = fitted(spec, texts)
          const rows = orThrow(applyAll(steps, learnt, textRows(texts)))
          expect(textsOf(invertAll(steps, learnt, rows, schema))).toEqual(texts)
        }),
        { numRuns: 40 },
      )
    })

  it('come back over many blocks of rows', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `number ${i}`)
    const learnt = fitted(bytes({ length: 64 }), texts)
    const rows = orThrow(applyAll(steps, learnt, textRows(texts)))
    expect(textsOf(invertAll(steps, learnt, rows, schema))).toEqual(texts)
  })

  it('fill rows of one length: an end, then padding, which the mask leaves out', () => {
    const learnt = fitted(characters({ length: 5 }), ['ab', 'a'])
    const rows = orThrow(applyAll(steps, learnt, textRows(['ba', '', 'abab!', undefined])))
    expect(rowsOf(rows)).toEqual([
      [6, 5, 3, 0, 0],
      [3, 0, 0, 0, 0],
      [5, 6, 5, 6, 3],
      [0, 0, 0, 0, 0],
    ])
    expect([...(rows.mask ?? [])]).toEqual([1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    expect(textsOf(invertAll(steps, learnt, rows, schema))).toEqual(['ba', '', 'abab', ''])
  })

  it('can begin with a token, and end without one', () => {
    const learnt = fitted(characters({ length: 3, begin: true, end: false }), ['ab'])
    expect(rowsOf(orThrow(applyAll(steps, learnt, textRows(['abab', ''])))).slice(0, 2)).toEqual([
      [2, 5, 6],
      [2, 0, 0],
    ])
  })

  it('say what they lose: cut texts, unknown tokens, empty texts', () => {
    const learnt = fitted(words({ length: 3, minCount: 1 }), ['low and wide'])
    expect(lossesOf(steps, learnt, textRows(['low', 'low and new wide', '', undefined]))).toEqual([
      '1 texts with more than 3 tokens were cut',
      '1 tokens are not in the vocabulary',
      '1 texts are empty',
    ])
    expect(lossesOf(steps, learnt, textRows(['low']))).toEqual([])
  })

  it('that no decoder should give still make a text', () => {
    const learnt = fitted(bytes({ length: 3 }), ['a'])
    const odd = { sizes: [3], length: 2, values: Float32Array.from([1e9, -5, 3, 102.4, 0, 7]) }
    expect(textsOf(invertAll(steps, learnt, odd, schema))).toEqual(['\uFFFD', 'a'])
  })

  it('know their vocabulary', () => {
    const learnt = fitted(bytePairs({ length: 8, vocabulary: 270 }), ['low lower lowest'])
    expect(orThrow(layoutAfter(steps, learnt, textRows([]))).vocabulary).toBeLessThanOrEqual(270)
  })
})

const faultOf = (spec: StepSpec, data: RawDataset): string => {
  const result = fit(steps, [spec], data)
  return Either.isLeft(result) ? drawFaults(result.left) : 'none'
}

describe('a step for text', () => {
  const numbers: RawDataset = { sizes: [2], length: 1, values: Float64Array.of(1, 2), columns: ['a', 'b'] }
  const mixed: RawDataset = {
    sizes: [2],
    length: 2,
    values: Float64Array.of(30, 0, 40, 1),
    columns: ['age', 'note'],
    schema: [{ kind: 'number', name: 'age' }, ...schema],
    texts: ['good good day', 'bad day'],
  }

  it('wants a column of free text', () => {
    expect(faultOf(characters({ length: 3 }), numbers)).toContain('expected a column of free text, found none')
    expect(faultOf(tfIdf({ column: 'remark' }), mixed)).toContain('"remark" of the columns "age", "note"')
    expect(faultOf(characters({ length: 3 }), mixed)).toContain('expected rows of one column, the text')
    expect(faultOf(tfIdf({ minDocuments: 9 }), mixed)).toContain('at least one term')
    expect(faultOf(pretrained({ length: 3, path: 'tokenizer.json' }), textRows(['a']))).toContain('tokenizer.json')
  })

  it('makes a column for each term, by its name, beside other columns', () => {
    const learnt = orThrow(fit(steps, [bagOfWords()], mixed))
    const rows = orThrow(applyAll(steps, learnt, mixed))
    expect(rows.columns).toEqual(['age', 'bad', 'day', 'good'])
    expect(rows.schema?.map(({ kind }) => kind)).toEqual(['number', 'count', 'count', 'count'])
    expect(rowsOf(rows)).toEqual([
      [30, 0, 1, 2],
      [40, 1, 1, 0],
    ])
  })

  it('gives rows of length 1 by tf-idf, and the weights stay on the way back', () => {
    const learnt = fitted(tfIdf(), ['good good day', 'bad day'])
    const rows = orThrow(applyAll(steps, learnt, textRows(['good day', 'bad, bad', 'other'])))
    const norms = rowsOf(rows).map((row) => Math.hypot(...row))
    expect(norms.map((norm) => Math.round(norm * 1e6) / 1e6)).toEqual([1, 1, 0])
    expect(rowsOf(invertAll(steps, learnt, rows))).toEqual(rowsOf(rows))
  })
})
