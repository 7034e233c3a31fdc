import type { ColumnSchema, TargetRows } from '../../data/index.ts'
import { cellOf, shortNumber } from '../../data/index.ts'
import type { Neighbours } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Basis, Contributions } from './contributions.ts'

/** A cell as the file of the data would have it: a number, the name of a category, a date; empty where it is missing. */
export type Cell = string | number

/** What one column adds to the score of a row. */
export interface ColumnReason {
  readonly column: string
  readonly value: Cell
  /** What the model gives for it. */
  readonly expected: Cell
  /**
   * How far values of this column lie from what is expected of them in normal rows, 68 % of them no further: in the units of
   * the column, in seconds for dates. Absent for categories, and for models that were saved without it.
   */
  readonly spread?: number
  /** Its part of the score; the parts of all columns add up to it. */
  readonly contribution: number
  /** That part as a share of the score. */
  readonly share: number
}

/** A normal row that is like another. */
export interface NearestRow {
  /** Its number among the normal rows, from 0. */
  readonly row: number
  /** The Euclidean distance between the two as the model sees them. */
  readonly distance: number
}

/** Why a row has its score. */
export interface RowReasons {
  readonly score: number
  /** The columns that add most, the greatest first. */
  readonly columns: ReadonlyArray<ColumnReason>
  /** The most similar normal row, where normal rows were given. */
  readonly nearest?: NearestRow
}

/** The reasons of all rows. */
export interface Reasons {
  readonly basis: Basis
  readonly rows: ReadonlyArray<RowReasons>
}

/** Rows with what is expected of them, both in the units of the data, and what each column contributes. */
export interface Explained {
  readonly values: TargetRows & { readonly texts?: ReadonlyArray<string> }
  readonly expected: HostTensor & { readonly texts?: ReadonlyArray<string> }
  readonly scores: ArrayLike<number>
  readonly contributions: Contributions
  /** For each column; 0 where there is none. */
  readonly spread?: ArrayLike<number>
  /** The nearest of the normal rows for each row, k = 1. */
  readonly nearest?: Neighbours
}

/** A number of rows as the file would have it; that of a column of free text is an index of texts. */
const cell = (column: ColumnSchema | undefined, texts: ReadonlyArray<string> | undefined, value: number): Cell =>
  column?.kind === 'text' ? (texts?.[value] ?? '') : cellOf(column, shortNumber(value))

const columnReason = (explained: Explained, row: number, column: number): ColumnReason => {
  const { values, expected, scores, contributions, spread } = explained
  const at = row * contributions.width + column
  const [contribution, score] = [contributions.values[at] ?? 0, scores[row] ?? 0]
  const schema = values.schema?.[column]
  const value = values.mask?.[at] === 0 ? Number.NaN : (values.values[at] ?? Number.NaN)
  const around = spread?.[column] ?? 0
  return {
    column: values.columns?.[column] ?? String(column),
    value: cell(schema, values.texts, value),
    expected: cell(schema, expected.texts, expected.data[at] ?? Number.NaN),
    contribution,
    share: score === 0 ? 0 : contribution / score,
    ...present({ spread: around > 0 ? around : undefined }),
  }
}

/** The columns of greatest contribution of one row, the greatest first; of equal ones the first. */
const greatest = ({ values, width }: Contributions, row: number, most: number): ReadonlyArray<number> =>
  Array.from({ length: width }, (_, j) => j)
    .toSorted((a, b) => (values[row * width + b] ?? 0) - (values[row * width + a] ?? 0))
    .slice(0, most)

const nearestRow = ({ k, rows, distances }: Neighbours, row: number): NearestRow | undefined =>
  k === 0 ? undefined : { row: rows[row * k] ?? 0, distance: distances[row * k] ?? 0 }

/** Why each row has its score: the columns that contribute most, at most so many, with values and expectations. */
export const reasonsOf = (explained: Explained, most: number): Reasons => {
  const { contributions, scores, nearest, values } = explained
  if (contributions.width !== product(values.sizes)) throw new Error('contributions are not those of the columns')
  return {
    basis: contributions.basis,
    rows: Array.from({ length: scores.length }, (_, row) => ({
      score: scores[row] ?? 0,
      columns: greatest(contributions, row, most).map((column) => columnReason(explained, row, column)),
      ...present({ nearest: nearest && nearestRow(nearest, row) }),
    })),
  }
}
