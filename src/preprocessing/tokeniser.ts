import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../codec/index.ts'
import { boolean, describe, failure, integer, struct } from '../codec/index.ts'
import type { Tokeniser } from '../text/index.ts'
import { special } from '../text/index.ts'
import { drawShape, product } from '../tensor/shape.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import type { Block, Layout, Transform } from './block.ts'
import type { DefinedStep, Step } from './step.ts'
import { defineStep } from './step.ts'
import { textColumn, textColumnField, textsIn, trainingTexts } from './textColumn.ts'

/** The settings that every tokeniser needs. */
export const tokenLength = {
  length: describe(
    integer({ minimum: 1, maximum: 1_048_576 }),
    'the number of tokens of every row, with the special ones',
  ),
}

/** The settings that every tokeniser may have. */
export const tokenFields = {
  ...textColumnField,
  begin: describe(boolean, 'whether a token marks the begin of a text; false by default'),
  end: describe(boolean, 'whether a token marks the end of a text; true by default'),
}

/** How texts become rows of one length. */
export interface TokenSettings {
  readonly length: number
  readonly column?: string
  readonly begin?: boolean
  readonly end?: boolean
}

/** What a tokeniser keeps: what it learnt, and how texts become rows. */
interface FittedTokens<F> {
  readonly length: number
  readonly column: number
  readonly begin: boolean
  readonly end: boolean
  readonly learnt: F
}

/** What defines a tokeniser: `F` is what it learns from the training rows. */
export interface TokeniserStep<S extends TokenSettings, F extends object> extends Omit<
  Step<S, F>,
  'fitted' | 'fit' | 'transform' | 'takes' | 'isScaling'
> {
  /** The codec of its settings, with `tokenLength` and `tokenFields` beside its own. */
  readonly codec: Codec<S>
  /** The codec of what it learns: plain data. */
  readonly learnt: Codec<F>
  /** Learns from the texts of the training rows. */
  readonly learn: (settings: S, texts: Iterable<string>, where: string) => Fallible<F>
  readonly tokeniser: (learnt: F) => Tokeniser
}

type Rows = Omit<FittedTokens<object>, 'learnt'>

/** The tokens of a text with those that mark its begin and end, cut to the length of a row. */
const rowOf = ({ encode }: Tokeniser, { length, begin, end }: Rows, text: string) => {
  const room = Math.max(0, length - Number(begin) - Number(end))
  const tokens = encode(text)
  const row = [...(begin ? [special.begin] : []), ...tokens.slice(0, room), ...(end ? [special.end] : [])]
  return {
    row: row.slice(0, length),
    isCut: tokens.length > room,
    unknown: tokens.filter((one) => one === special.unknown),
  }
}

const forward = (tokeniser: Tokeniser, fitted: Rows, rows: Block): Block => {
  const { length } = fitted
  const values = new Float64Array(rows.length * length)
  const mask = new Float32Array(rows.length * length)
  for (const [i, text] of textsIn(rows, fitted.column).entries()) {
    if (text === undefined) continue
    const { row } = rowOf(tokeniser, fitted, text)
    values.set(row, i * length)
    mask.fill(1, i * length, i * length + row.length)
  }
  return { sizes: [length], length: rows.length, values, mask }
}

/** The text of the tokens of a row, up to the token that marks its end or to padding. */
const textOf = ({ decode, vocabulary }: Tokeniser, row: ReadonlyArray<number>): string => {
  const tokens = row.map((value) => Math.min(vocabulary - 1, Math.max(0, Math.round(value))))
  const stop = tokens.findIndex((token) => token === special.end || token === special.padding)
  return decode(tokens.slice(0, stop < 0 ? tokens.length : stop).filter((token) => token !== special.begin))
}

const inverse = (tokeniser: Tokeniser, { length }: Rows, rows: Block): Block => ({
  sizes: [1],
  length: rows.length,
  values: Float64Array.from({ length: rows.length }, (_, row) => row),
  texts: Array.from({ length: rows.length }, (_, row) =>
    textOf(tokeniser, Array.from(rows.values.subarray(row * length, (row + 1) * length))),
  ),
})

const losses = (tokeniser: Tokeniser, fitted: Rows, rows: Block): ReadonlyMap<string, number> => {
  let [cut, unknown, empty] = [0, 0, 0]
  for (const text of textsIn(rows, fitted.column)) {
    const made = text === undefined ? undefined : rowOf(tokeniser, fitted, text)
    cut += Number(made?.isCut ?? false)
    unknown += made?.unknown.length ?? 0
    empty += Number(text === '')
  }
  const all = [
    [`texts with more than ${fitted.length} tokens were cut`, cut],
    ['tokens are not in the vocabulary', unknown],
    ['texts are empty', empty],
  ] as const
  return new Map(all.filter(([, count]) => count > 0))
}

const onlyText = (where: string, { sizes }: Layout): Fallible<never> =>
  failure({
    fault: 'wrong shape',
    where,
    expected: 'rows of one column, the text',
    found: `rows of ${drawShape(sizes)}`,
    remedy: 'choose it where the rows are read: columns: [NAME]; beside other columns text can stand as tfIdf',
  })

const transformOf = (tokeniser: Tokeniser, fitted: Rows): Transform => ({
  layout: (before, where) =>
    product(before.sizes) === 1
      ? Either.right({ sizes: [fitted.length], vocabulary: tokeniser.vocabulary })
      : onlyText(where, before),
  forward: (rows) => forward(tokeniser, fitted, rows),
  inverse: (rows) => inverse(tokeniser, fitted, rows),
  losses: (rows) => losses(tokeniser, fitted, rows),
})

/**
 * Defines a tokeniser, a preprocessing step that makes rows of tokens of a column of text: numbers below its vocabulary, in
 * rows of one length. Shorter texts end in padding, 0, which is missing in the mask, so that no loss counts it; longer ones are
 * cut. A text that is empty or missing is a row of padding, with `end` after the token that marks the end. The way back gives
 * the text up to that token or to padding.
 *
 * @example
 * const vowels = Preprocessing.defineTokeniser({
 *   name: 'vowels',
 *   summary: 'Vowels as tokens.',
 *   codec: Codecs.struct(Preprocessing.tokenLength, Preprocessing.tokenFields),
 *   learnt: Codecs.struct({}),
 *   learn: () => Either.right({}),
 *   tokeniser: () => ({
 *     vocabulary: 10,
 *     encode: (text) => Array.from(text, (letter) => 'aeiou'.indexOf(letter) + 5).filter((token) => token > 4),
 *     decode: (tokens) => tokens.map((token) => 'aeiou'[token - 5] ?? '').join(''),
 *   }),
 * })
 * const registry = extend(library, { steps: [vowels] })
 */
export const defineTokeniser = <S extends TokenSettings, F extends object>({
  learnt: codecOfLearnt,
  learn,
  tokeniser,
  ...rest
}: TokeniserStep<S, F>): DefinedStep<S> => {
  const built = memoizeWeak(tokeniser)
  return defineStep<S, FittedTokens<F>>({
    ...rest,
    takes: ['text'],
    fitted: struct({
      ...tokenLength,
      column: integer({ minimum: 0 }),
      begin: boolean,
      end: boolean,
      learnt: codecOfLearnt,
    }),
    fit: (settings, rows, where) =>
      pipe(
        textColumn(where, rows, settings.column),
        Either.flatMap((column) =>
          pipe(
            learn(settings, trainingTexts(rows, column), where),
            Either.map((learnt) => {
              const { length, begin = false, end = true } = settings
              return { length, column, begin, end, learnt }
            }),
          ),
        ),
      ),
    transform: (fitted) => transformOf(built(fitted.learnt), fitted),
  })
}
