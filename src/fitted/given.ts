import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { failure, IsthmusError } from '../codec/index.ts'
import type { RawDataset, SparseRows } from '../data/index.ts'
import type { Model } from '../model/index.ts'
import { present } from '../tensor/present.ts'
import { attachTarget } from '../training/index.ts'
import type { AnyRows } from './fitDataset.ts'
import type { GivenRows } from './prepare.ts'
import type { Rows } from './rows/rows.ts'
import { datasetOf } from './rows/rows.ts'
import { checkSparse, isSparseRows } from './rows/sparse.ts'
import type { StreamedInput } from './rows/streamed.ts'
import { blocksFrom, isAsyncIterable, isStreamedInput, streamFrom } from './rows/streamed.ts'
import { joinRows } from './streamed/joinRows.ts'

/** Rows as `fit` takes them: in memory, dense or sparse; an async iterable, which is read into memory; or a stream. */
export type FitRows = Rows | SparseRows | AsyncIterable<Rows> | StreamedInput

/** Rows that are given beside those to fit. */
export interface Beside {
  readonly validation?: Rows
  readonly target?: Rows
}

const readFor =
  (model: Model) =>
  (where: string, rows: Rows): Fallible<RawDataset> =>
    datasetOf(where, rows, model.input, model.condition?.width, model.target)

/** The rows of an async iterable, all in memory. */
const gathered = async (model: Model, rows: AsyncIterable<Rows>): Promise<Fallible<RawDataset>> => {
  const blocks: Array<RawDataset> = []
  try {
    for await (const block of blocksFrom(rows, readFor(model))) blocks.push(block)
  } catch (error) {
    if (error instanceof IsthmusError) return Either.left(error.faults)
    throw error
  }
  const all = joinRows(blocks)
  return all === undefined
    ? failure({ fault: 'no rows', where: 'data', expected: 'at least one row', found: 'none' })
    : Either.right(all)
}

const withGivenTarget = (model: Model, data: RawDataset, target: Rows | undefined): Fallible<RawDataset> =>
  target === undefined
    ? Either.right(data)
    : pipe(
        datasetOf('target', target, model.target),
        Either.flatMap((outputs) => attachTarget(data, outputs)),
      )

const validationOf = (model: Model, validation: Rows | undefined): Fallible<Pick<GivenRows, 'validation'>> =>
  validation === undefined
    ? Either.right({})
    : pipe(
        readFor(model)('validation', validation),
        Either.map((apart) => ({ validation: apart })),
      )

const notBeside = (option: string, kind: string, remedy: string): Fault => ({
  fault: 'wrong usage',
  where: `options.${option}`,
  expected: `rows in memory`,
  found: kind,
  remedy,
})

const targetApart = (target: Rows | undefined, kind: string): Fallible<undefined> =>
  target === undefined
    ? Either.right(undefined)
    : failure(notBeside('target', kind, 'give the target with the rows: { rows, target }'))

const sparseGiven = (model: Model, rows: SparseRows, { validation, target }: Beside): Fallible<AnyRows> => {
  if (validation !== undefined)
    return failure(notBeside('validation', 'sparse rows', 'hold a share of the rows out: split: { validation: 0.1 }'))
  return pipe(
    checkSparse('data', rows),
    Either.flatMap((data) => {
      if (target === undefined) return Either.right({ data })
      return pipe(
        datasetOf('target', target, model.target),
        Either.flatMap((outputs) => attachTarget({ ...data, values: new Float32Array(0) }, outputs)),
        Either.map((joined) => ({ data: { ...data, ...present({ target: joined.target }) } })),
      )
    }),
  )
}

/** The rows that `fit` was given, checked as far as they are in memory. */
export const givenRows = async (model: Model, rows: FitRows, beside: Beside): Promise<Fallible<AnyRows>> => {
  const isObject = typeof rows === 'object' && rows !== null
  if (isObject && isSparseRows(rows)) return sparseGiven(model, rows, beside)
  if (isObject && isStreamedInput(rows))
    return pipe(
      targetApart(beside.target, 'a stream'),
      Either.flatMap(() => validationOf(model, beside.validation)),
      Either.map((apart) => ({ stream: streamFrom(rows, readFor(model)), ...apart })),
    )
  const data = isObject && isAsyncIterable(rows) ? await gathered(model, rows) : readFor(model)('data', rows)
  return pipe(
    data,
    Either.flatMap((read) => withGivenTarget(model, read, beside.target)),
    Either.bindTo('data'),
    Either.bind('apart', () => validationOf(model, beside.validation)),
    Either.map(({ data: all, apart }) => ({ data: all, ...apart })),
  )
}
