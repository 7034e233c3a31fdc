import type { ColumnSchema } from '../schema.ts'
import type { Sizes } from '../../tensor/shape.ts'

/** A column of a table: what it holds, and what was seen of its cells. */
export interface ColumnSummary {
  readonly schema: ColumnSchema
  readonly cells: number
  readonly missing: number
  /** The number of different values; undefined where there are too many to count. */
  readonly different?: number
  /** Of columns of numbers. */
  readonly least?: number
  readonly greatest?: number
  readonly mean?: number
  readonly deviation?: number
  readonly isConstant: boolean
  /** The most frequent values of a column of text, with their counts. */
  readonly frequent: ReadonlyArray<readonly [value: string, count: number]>
}

/** What is odd about a column, and what may be done. */
export interface Suspicion {
  readonly column: string
  readonly kind: 'identifier' | 'constant' | 'missing' | 'text' | 'copy' | 'leak'
  readonly found: string
  readonly remedy: string
}

/** The rows of a table. */
export interface TableSummary {
  readonly kind: 'table'
  readonly rows: number
  readonly columns: ReadonlyArray<ColumnSummary>
  /** The number of rows like an earlier one; columns that name rows are not compared. */
  readonly duplicates: number
  readonly suspicions: ReadonlyArray<Suspicion>
}

/** Rows that are tensors of one shape. */
export interface TensorSummary {
  readonly kind: 'tensors'
  readonly rows: number
  readonly sizes: Sizes
  readonly missing: number
  /** The share of entries that are 0. */
  readonly zeros: number
  readonly least: number
  readonly greatest: number
  readonly mean: number
  readonly deviation: number
  /** The number of entries of a row that are the same in all rows. */
  readonly constants: number
  /** Undefined for sparse rows, which are not compared. */
  readonly duplicates?: number
  /** The different labels with their counts. */
  readonly labels: ReadonlyArray<readonly [label: string, count: number]>
}

export type DataSummary = TableSummary | TensorSummary
