/** What every column of a table has. */
interface ColumnFacts {
  readonly name: string
  /** The number of missing cells, where it was counted. */
  readonly missing?: number
}

/** Real numbers; `range` is that of the rows that the schema was inferred from. */
export interface NumberColumn extends ColumnFacts {
  readonly kind: 'number'
  readonly range?: readonly [least: number, greatest: number]
}

/** Whole numbers from 0 on: how often something was seen. */
export interface CountColumn extends ColumnFacts {
  readonly kind: 'count'
  readonly range?: readonly [least: number, greatest: number]
}

/** One of some values, in this order. A cell of a data set is the index of its value. */
export interface CategoryColumn extends ColumnFacts {
  readonly kind: 'category'
  readonly values: ReadonlyArray<string>
}

/** One of two values, of which the second counts as 1: no and yes. */
export interface BinaryColumn extends ColumnFacts {
  readonly kind: 'binary'
  readonly values: readonly [no: string, yes: string]
}

/** A date, or a date with a time; a cell of a data set is the number of seconds since 1970 in UTC. */
export interface DateColumn extends ColumnFacts {
  readonly kind: 'date'
  /** How the file writes it: `date` is 2024-12-31, `date-time` is ISO 8601 with a time. */
  readonly format: 'date' | 'date-time'
}

/** Free text. */
export interface TextColumn extends ColumnFacts {
  readonly kind: 'text'
}

/** What names a row and is not learnt. */
export interface IdColumn extends ColumnFacts {
  readonly kind: 'id'
}

/** A column of a table, by what its cells are. */
export type ColumnSchema =
  | NumberColumn
  | CountColumn
  | CategoryColumn
  | BinaryColumn
  | DateColumn
  | TextColumn
  | IdColumn

/** What the columns of a table hold, in order. It is inferred from the rows, can be overridden, and travels with the model. */
export type Schema = ReadonlyArray<ColumnSchema>
