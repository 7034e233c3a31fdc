import type { Add } from '../layers/shape/arithmetic.ts'
import type { ColumnSchema } from '../data/index.ts'
import type { TermSpec } from '../losses/index.ts'

declare const cell: unique symbol

/**
 * What a column of a table holds, as the compiler knows it: the type of a cell, how many numbers the network sees of it, and
 * how many the decoder gives for it.
 */
export interface Column<Cell, Width extends number = number, Outputs extends number = number> {
  readonly width: Width
  readonly outputs: Outputs
  readonly schema: (name: string) => ColumnSchema
  /** Compares what the decoder gives with the column. */
  readonly term: TermSpec
  /** How the column is brought to numbers that the network takes well. */
  readonly step?: { readonly step: string; readonly [setting: string]: unknown }
  readonly [cell]?: Cell
}

/** The columns of a table by name. */
export type Columns = Readonly<Record<string, Column<unknown>>>

type CellOf<C> = C extends Column<infer Cell> ? Cell : never

/** A row of a table; a cell that is null is missing. */
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: CellOf<C[Name]> }

/** A row as it is given: cells may be missing. */
export type GivenRow<C extends Columns> = { readonly [Name in keyof C]: CellOf<C[Name]> | null | undefined }

/** The names of a union one after the other, in an order that does not matter for a sum. */
type LastOf<U> = (U extends unknown ? (f: () => U) => void : never) extends (f: infer I) => void
  ? I extends () => infer L
    ? L
    : never
  : never

/** The sum of the sizes of all columns; `number` where one is not literal. */
type SumOf<C extends Columns, Size extends 'width' | 'outputs', Names = keyof C, Sum extends number = 0> = [
  Names,
] extends [never]
  ? Sum
  : LastOf<Names> extends infer Name extends keyof C
    ? SumOf<C, Size, Exclude<Names, Name>, Add<Sum, C[Name][Size]>>
    : number

/** How many numbers the network sees of a row. */
export type WidthOf<C extends Columns> = SumOf<C, 'width'>

/** How many numbers the decoder gives for a row. */
export type OutputsOf<C extends Columns> = SumOf<C, 'outputs'>
