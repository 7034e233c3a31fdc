import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { TermCut, TermRules, Weighting } from '../../src/text/terms.ts'
import { countTerms, idfOf, learnTerms, weigh } from '../../src/text/terms.ts'

interface Expected {
  readonly names: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<number>>
  readonly others: ReadonlyArray<ReadonlyArray<number>>
}

type Cases = Readonly<Record<string, Expected>>

const fixture: {
  readonly documents: ReadonlyArray<string>
  readonly unseen: ReadonlyArray<string>
  readonly tfIdf: Cases
  readonly counts: Cases
} = JSON.parse(readFileSync(new URL('fixtures/words.json', import.meta.url), 'utf8'))

type Given = TermRules & TermCut & Weighting

const settings: Readonly<Record<string, Given>> = {
  default: {},
  plain: { norm: 'none', smooth: false },
  sublinear: { sublinear: true, norm: 'l1' },
  cut: { minDocuments: 2, maxDocuments: 0.6, most: 3 },
  pairs: { ngrams: [1, 2], stopWords: ['the', 'sea'], lowercase: false },
  frequencies: { idf: false, binary: true },
}

/** The greatest distance of the weights of texts from those of scikit-learn, once the names of the columns agree. */
const distance = (given: Given, { names, rows, others }: Expected): number => {
  const vocabulary = learnTerms(fixture.documents, given, given)
  expect(vocabulary.terms).toEqual(names)
  const columns = new Map(vocabulary.terms.map((term, at) => [term, at]))
  const idf = idfOf(vocabulary, given)
  const found = [...fixture.documents, ...fixture.unseen].map((text) =>
    weigh(countTerms(text, given), columns, idf, given),
  )
  const wanted = [...rows, ...others]
  expect(found).toHaveLength(wanted.length)
  return Math.max(
    ...found.flatMap((row, i) => Array.from(row, (value, at) => Math.abs(value - (wanted[i]?.[at] ?? NaN)))),
  )
}

describe('the terms of texts', () => {
  for (const [name, given] of Object.entries(settings))
    it(`weigh as in scikit-learn: ${name}`, () => {
      const expected = fixture.tfIdf[name]
      expect(expected && distance(given, expected)).toBeLessThan(1e-12)
    })

  it('are counted as in scikit-learn', () => {
    const plain: Given = { idf: false, norm: 'none' }
    for (const [name, given] of [
      ['default', plain],
      ['binary', { ...plain, binary: true, minDocuments: 2 }],
    ] as const) {
      const expected = fixture.counts[name]
      expect(expected && distance(given, expected)).toBe(0)
    }
  })

  it('of a text without any known word weigh nothing', () => {
    const row = weigh(countTerms('— !', {}), new Map([['sea', 0]]), [1], {})
    expect([...row]).toEqual([0])
  })
})
