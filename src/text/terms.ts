import { byCodePoint } from './vocabulary.ts'

/** Which words of texts count as terms, with the defaults of scikit-learn's CountVectorizer. */
export interface TermRules {
  /** Whether capitals are made small first; true by default. */
  readonly lowercase?: boolean
  /** Terms are sequences of so many words, from the first number to the second; 1 and 1 by default. */
  readonly ngrams?: readonly [least: number, most: number]
  /** Words that are left out. */
  readonly stopWords?: ReadonlyArray<string>
}

/** Which terms the vocabulary keeps. */
export interface TermCut {
  /** Terms of fewer texts are left out: a number of texts, or below 1 a share of them; 1 by default. */
  readonly minDocuments?: number
  /** Terms of more texts are left out: a number of texts, or up to 1 a share of them; 1 by default, which leaves none out. */
  readonly maxDocuments?: number
  /** The most terms; those that occur most often are kept. */
  readonly most?: number
}

/** Words of at least two letters, digits or underscores, as scikit-learn splits text. */
const word = /[\p{L}\p{N}_]{2,}/gu

/** The terms of a text, in order. */
export const termsOf = (text: string, { lowercase = true, ngrams = [1, 1], stopWords = [] }: TermRules) => {
  const left = new Set(stopWords)
  const words = ((lowercase ? text.toLowerCase() : text).match(word) ?? []).filter((one) => !left.has(one))
  const [least, most] = ngrams
  if (least === 1 && most === 1) return words
  const lengths = Array.from({ length: most - least + 1 }, (_, i) => least + i)
  return lengths.flatMap((length) =>
    Array.from({ length: Math.max(0, words.length - length + 1) }, (_, at) => words.slice(at, at + length).join(' ')),
  )
}

/** How often each term occurs in a text. */
export const countTerms = (text: string, rules: TermRules): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const term of termsOf(text, rules)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** The terms of some texts. */
export interface TermVocabulary {
  /** In the order of their code points. */
  readonly terms: ReadonlyArray<string>
  /** In how many texts each term occurs. */
  readonly documents: ReadonlyArray<number>
  /** The number of texts. */
  readonly texts: number
}

/** The terms that occur in some texts, and in how many of them each occurs. */
export const learnTerms = (
  texts: Iterable<string>,
  rules: TermRules,
  { minDocuments = 1, maxDocuments = 1, most = Infinity }: TermCut,
): TermVocabulary => {
  const found = new Map<string, { documents: number; count: number }>()
  let length = 0
  for (const text of texts) {
    length++
    for (const [term, count] of countTerms(text, rules)) {
      const before = found.get(term) ?? { documents: 0, count: 0 }
      found.set(term, { documents: before.documents + 1, count: before.count + count })
    }
  }
  const least = minDocuments < 1 ? minDocuments * length : minDocuments
  const greatest = maxDocuments <= 1 ? maxDocuments * length : maxDocuments
  const kept = [...found]
    .filter(([, { documents }]) => documents >= least && documents <= greatest)
    .toSorted(([a, m], [b, n]) => n.count - m.count || byCodePoint(a, b))
    .slice(0, most)
    .toSorted(([a], [b]) => byCodePoint(a, b))
  return { terms: kept.map(([term]) => term), documents: kept.map(([, { documents }]) => documents), texts: length }
}

/** How counts of terms become weights, with the defaults of scikit-learn's TfidfVectorizer. */
export interface Weighting {
  /** Whether terms that occur in few texts weigh more; true by default. */
  readonly idf?: boolean
  /** Whether one text with every term is added to those that the weights are taken of; true by default. */
  readonly smooth?: boolean
  /** Whether 1 + ln(count) stands for the count; false by default. */
  readonly sublinear?: boolean
  /** Whether a term counts as 1, however often it occurs; false by default. */
  readonly binary?: boolean
  /** The length of every row is 1 by this norm; l2 by default. */
  readonly norm?: 'l1' | 'l2' | 'none'
}

/** The weight of each term by the texts that it occurs in (inverse document frequency). */
export const idfOf = ({ documents, texts }: TermVocabulary, { idf = true, smooth = true }: Weighting) =>
  documents.map((count) => {
    if (!idf) return 1
    return smooth ? Math.log((1 + texts) / (1 + count)) + 1 : Math.log(texts / count) + 1
  })

const lengthOf = (row: Float64Array, norm: 'l1' | 'l2'): number =>
  norm === 'l1'
    ? row.reduce((sum, value) => sum + Math.abs(value), 0)
    : Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))

/**
 * The weights of the terms of one text: tf · idf, then the norm. A text without terms has weights of 0.
 *
 *     tf = count, or 1 + ln count      idf = ln((1 + n) / (1 + df)) + 1, or without `smooth` ln(n / df) + 1
 */
export const weigh = (
  counts: ReadonlyMap<string, number>,
  columns: ReadonlyMap<string, number>,
  idf: ReadonlyArray<number>,
  { sublinear = false, binary = false, norm = 'l2' }: Weighting,
): Float64Array => {
  const row = new Float64Array(columns.size)
  for (const [term, count] of counts) {
    const at = columns.get(term)
    if (at === undefined) continue
    const known = binary ? 1 : count
    row[at] = (sublinear ? 1 + Math.log(known) : known) * (idf[at] ?? 1)
  }
  const length = norm === 'none' ? 1 : lengthOf(row, norm)
  return length > 0 ? row.map((value) => value / length) : row
}
