import type { ColumnSchema } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import type { Compared } from './subject.ts'

/** How well one column is reconstructed, in its own units. */
export interface ColumnErrors {
  readonly column: string
  /** The known cells. */
  readonly count: number
  /** Of a column of numbers: the mean absolute error, the root of the mean squared error, and R² where the column varies. */
  readonly mae?: number
  readonly rmse?: number
  readonly r2?: number
  /** Of a column of categories: the share of cells that are right. */
  readonly accuracy?: number
  /** The same of PCA: the root of the mean squared error, or the share that is right. */
  readonly pca?: number
}

/** Rows in the units of the data: the names and kinds of their columns, the cells, and what is made of them. */
export interface InUnits extends Compared {
  readonly columns: ReadonlyArray<string>
  readonly schema?: ReadonlyArray<ColumnSchema>
  readonly pca?: ArrayLike<number>
}

interface Sums {
  readonly count: number
  readonly absolute: number
  readonly squares: number
  readonly hits: number
}

/** Sums over the known cells of a column; a category is right where its nearest one is. */
const sumsOf = ({ width, target, mask }: Compared, output: ArrayLike<number>, column: number): Sums => {
  let [count, absolute, squares, hits] = [0, 0, 0, 0]
  for (let at = column; at < target.length; at += width) {
    if (mask?.[at] === 0) continue
    const difference = (output[at] ?? 0) - (target[at] ?? 0)
    count++
    absolute += Math.abs(difference)
    squares += difference ** 2
    if (Math.round(output[at] ?? 0) === Math.round(target[at] ?? 0)) hits++
  }
  return { count, absolute, squares, hits }
}

/** Σ (x − x̄)² of the known cells of a column. */
const spreadOf = ({ width, target, mask }: Compared, column: number): number => {
  let [count, mean, squares] = [0, 0, 0]
  for (let at = column; at < target.length; at += width) {
    if (mask?.[at] === 0) continue
    count++
    const difference = (target[at] ?? 0) - mean
    mean += difference / count
    squares += difference * ((target[at] ?? 0) - mean)
  }
  return squares
}

const isCategory = (schema: ReadonlyArray<ColumnSchema> | undefined, column: number): boolean => {
  const kind = schema?.[column]?.kind
  return kind === 'category' || kind === 'binary'
}

const columnErrors = (rows: InUnits, column: number): ColumnErrors => {
  const { count, absolute, squares, hits } = sumsOf(rows, rows.output, column)
  const name = rows.columns[column] ?? String(column)
  const beside = rows.pca === undefined ? undefined : sumsOf(rows, rows.pca, column)
  if (isCategory(rows.schema, column))
    return { column: name, count, accuracy: hits / count, ...present({ pca: beside && beside.hits / count }) }
  const spread = spreadOf(rows, column)
  return {
    column: name,
    count,
    mae: absolute / count,
    rmse: Math.sqrt(squares / count),
    ...present({
      r2: spread > 0 ? 1 - squares / spread : undefined,
      pca: beside && Math.sqrt(beside.squares / count),
    }),
  }
}

/** The errors of every column that has a known cell, in its own units. */
export const errorsByColumn = (rows: InUnits): ReadonlyArray<ColumnErrors> =>
  rows.columns.map((_, column) => columnErrors(rows, column)).filter(({ count }) => count > 0)
