import type { Numbers, RawDataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import type { Limits } from './limits.ts'

/** What a model says of rows: all by row, and the last two by row and column in the units of the data. */
export interface RowScores {
  readonly scores: ArrayLike<number>
  readonly pValues: ArrayLike<number>
  /** The p-values of scores that are a little higher: engines round otherwise in batches of another size. */
  readonly surePValues: ArrayLike<number>
  readonly expected: ArrayLike<number>
  readonly contributions: ArrayLike<number>
}

/** Scores rows in the units of the data. */
export type RowScorer = (rows: RawDataset) => Promise<RowScores>

/** One row that is to be made normal, with what it takes to try other values in its place. */
export interface OddRow {
  /** The row alone, as it was. */
  readonly original: RawDataset
  readonly limits: ReadonlyArray<Limits>
  /** The columns that may be changed. */
  readonly free: ReadonlyArray<number>
  readonly scoreRows: RowScorer
  /** A row is normal if its p-value is above this. */
  readonly alpha: number
}

/** Some values of a row with what the model says of them. */
export interface Candidate {
  readonly values: Numbers
  readonly score: number
  readonly pValue: number
  readonly surePValue: number
}

/** A row with other values in some columns. */
export const changed = (
  values: Numbers,
  ...changes: ReadonlyArray<readonly [column: number, value: number]>
): Numbers => {
  const copy = values.slice()
  for (const [column, value] of changes) copy[column] = value
  return copy
}

/** What the model says of values of one row. */
export const tryAll = async (
  { original, scoreRows }: OddRow,
  tried: ReadonlyArray<Numbers>,
): Promise<RowScores & { readonly candidates: ReadonlyArray<Candidate> }> => {
  const rows = select(original, new Uint32Array(tried.length))
  tried.forEach((values, i) => rows.values.set(values, i * values.length))
  const found = await scoreRows(rows)
  const candidates = tried.map((values, i) => ({
    values,
    score: found.scores[i] ?? Number.NaN,
    pValue: found.pValues[i] ?? 0,
    surePValue: found.surePValues[i] ?? 0,
  }))
  return { ...found, candidates }
}

/** Whether values are normal beyond doubt. */
export const isNormal = ({ alpha }: OddRow, { surePValue }: Candidate): boolean => surePValue > alpha

/** The columns in which values differ from the row as it was. */
export const changedColumns = ({ original, free }: OddRow, values: Numbers): ReadonlyArray<number> =>
  free.filter((column) => values[column] !== original.values[column])
