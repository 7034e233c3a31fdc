import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import {
  array,
  boolean,
  choice,
  describe,
  failure,
  integer,
  number,
  refine,
  string,
  struct,
} from '../../codec/index.ts'
import type { ColumnSchema } from '../../data/index.ts'
import type { TermCut, TermRules, Weighting } from '../../text/index.ts'
import { countTerms, idfOf, learnTerms, weigh } from '../../text/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Block, Layout, Transform } from '../block.ts'
import type { DefinedStep } from '../step.ts'
import { defineStep } from '../step.ts'
import { textColumn, textColumnField, textsIn, trainingTexts } from '../textColumn.ts'

const share = 'a number of texts, or below 1 a share of them'

const termFields = {
  ...textColumnField,
  lowercase: boolean,
  ngrams: describe(
    array(integer({ minimum: 1, maximum: 8 }), { minItems: 2, maxItems: 2 }),
    'the least and the most words of a term',
  ),
  stopWords: array(string()),
  minDocuments: describe(number({ minimum: 0 }), `terms of fewer texts are left out: ${share}`),
  maxDocuments: describe(
    number({ exclusiveMinimum: 0 }),
    `terms of more texts are left out: ${share}; 1 leaves none out`,
  ),
  most: describe(integer({ minimum: 1 }), 'the most terms'),
  binary: boolean,
}

const weightFields = { idf: boolean, smooth: boolean, sublinear: boolean, norm: choice('l1', 'l2', 'none') }

type TermSettings = Omit<TermRules, 'ngrams'> &
  TermCut &
  Weighting & { readonly column?: string; readonly ngrams?: ReadonlyArray<number> }

const rulesOf = ({
  lowercase,
  ngrams,
  stopWords,
}: Pick<TermSettings, 'lowercase' | 'ngrams' | 'stopWords'>): TermRules => {
  const [least = 1, most = least] = ngrams ?? []
  return { ...present({ lowercase, stopWords }), ngrams: [least, most] }
}

/** Each term with its weight, and how texts become terms. */
const fittedTerms = refine(
  struct(
    { column: integer({ minimum: 0 }), terms: array(string(), { minItems: 1 }), idf: array(number()) },
    {
      lowercase: boolean,
      ngrams: array(integer({ minimum: 1 })),
      stopWords: array(string()),
      binary: boolean,
      sublinear: boolean,
      norm: weightFields.norm,
    },
  ),
  ({ terms, idf }) =>
    idf.length === terms.length
      ? undefined
      : { fault: 'wrong length', at: 'idf', expected: `${terms.length}, one for each term`, found: String(idf.length) },
)

interface FittedTerms extends Omit<TermSettings, 'column' | 'idf'> {
  /** The position of the column of free text. */
  readonly column: number
  readonly terms: ReadonlyArray<string>
  readonly idf: ReadonlyArray<number>
}

/** What a column of a term holds: counts, where nothing weighs them. */
const termColumn = ({ idf, norm, sublinear = false }: FittedTerms, name: string): ColumnSchema => {
  const isCount = norm === 'none' && !sublinear && idf.every((weight) => weight === 1)
  return { kind: isCount ? 'count' : 'number', name }
}

/** The columns without that of free text, and those of the terms behind them. */
const layoutWith = (fitted: FittedTerms, { sizes, columns, schema }: Layout): Layout => {
  const { column, terms } = fitted
  return {
    sizes: [product(sizes) - 1 + terms.length],
    ...present({
      columns: product(sizes) === 1 ? terms : columns && [...columns.toSpliced(column, 1), ...terms],
      schema: schema && [...schema.toSpliced(column, 1), ...terms.map((name) => termColumn(fitted, name))],
    }),
  }
}

/** The entries of the other columns of a row, and a weight for each term behind them. */
const forwardWith = ({ column, terms, idf, ...settings }: FittedTerms): ((rows: Block) => Block) => {
  const [at, rules] = [new Map(terms.map((term, i) => [term, i])), rulesOf(settings)]
  return (rows) => {
    const width = product(rows.sizes)
    const wide = width - 1 + terms.length
    const values = new Float64Array(rows.length * wide)
    const mask = rows.mask === undefined ? undefined : new Float32Array(rows.length * wide).fill(1)
    for (const [row, text = ''] of textsIn(rows, column).entries()) {
      const others = (from: ArrayLike<number>) =>
        Array.from({ length: width }, (_, i) => from[row * width + i] ?? 0).toSpliced(column, 1)
      values.set(others(rows.values), row * wide)
      if (rows.mask !== undefined) mask?.set(others(rows.mask), row * wide)
      values.set(weigh(countTerms(text, rules), at, idf, settings), row * wide + width - 1)
    }
    return { sizes: [wide], length: rows.length, values, ...present({ mask, texts: rows.texts }) }
  }
}

const transform = (fitted: FittedTerms): Transform => {
  const { column } = fitted
  return {
    layout: (before, where) =>
      column < product(before.sizes)
        ? Either.right(layoutWith(fitted, before))
        : failure({
            fault: 'wrong shape',
            where,
            expected: `at least ${column + 1} columns`,
            found: String(product(before.sizes)),
          }),
    forward: forwardWith(fitted),
    inverse: (rows) => rows,
  }
}

const noTerms = (where: string): Fallible<never> =>
  failure({
    fault: 'empty vocabulary',
    where,
    expected: 'at least one term that the settings keep',
    found: 'none in the training rows',
    remedy: 'lower minDocuments, raise maxDocuments or leave stop words in',
  })

const defineTerms = <S extends TermSettings>(
  name: string,
  summary: string,
  codec: Codec<S>,
  defaults: Weighting,
): DefinedStep<S> =>
  defineStep<S, FittedTerms>({
    name,
    summary,
    codec,
    takes: ['text'],
    fitted: fittedTerms,
    fit: (settings, rows, where) =>
      pipe(
        textColumn(where, rows, settings.column),
        Either.flatMap((column) => {
          const { lowercase, ngrams, stopWords, binary, sublinear, norm = defaults.norm } = settings
          const vocabulary = learnTerms(trainingTexts(rows, column), rulesOf(settings), settings)
          const idf = idfOf(vocabulary, { ...defaults, ...settings })
          if (vocabulary.terms.length === 0) return noTerms(where)
          return Either.right({
            column,
            terms: vocabulary.terms,
            idf,
            ...present({ lowercase, ngrams, stopWords, binary, sublinear, norm }),
          })
        }),
      ),
    transform,
  })

/**
 * Bag of words: how often each term of the training rows occurs in a text, as scikit-learn's CountVectorizer counts by default:
 * terms are words of at least two letters or digits, in small letters. The column of text becomes one column for each term, by
 * its name, behind the other columns. The way back leaves the counts as they are: the order of words is lost.
 *
 * @example
 * const preprocessing = [bagOfWords({ minDocuments: 5, most: 2000 })]
 */
export const bagOfWords = defineTerms(
  'bagOfWords',
  'Bag of words: a column for each term, with how often it occurs in the text.',
  struct({}, termFields),
  { idf: false, norm: 'none' },
)

/**
 * Tf-idf, as scikit-learn's TfidfVectorizer has it by default: counts of terms, weighted by how few texts they occur in; then
 * every row has length 1. The column of text becomes one column for each term, by its name, behind the other columns. The way
 * back leaves the weights as they are: the order of words is lost.
 *
 *     tf = count, or 1 + ln count      idf = ln((1 + n) / (1 + df)) + 1, without `smooth` ln(n / df) + 1      y = tf · idf / ‖·‖
 *
 * @example
 * const preprocessing = [tfIdf({ minDocuments: 5, maxDocuments: 0.5, most: 2000 })]
 */
export const tfIdf = defineTerms(
  'tfIdf',
  'Tf-idf: a column for each term, with its weight in the text by its frequency there and its rarity elsewhere.',
  struct({}, { ...termFields, ...weightFields }),
  {},
)
