import type { ColumnSchema, Dataset } from '../../data/index.ts'
import { dateText } from '../../data/table/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'

/** A column of numbers that is written; NaN is a missing cell. */
export interface NumbersOut {
  readonly kind: 'numbers'
  readonly name: string
  /** How many bits each number has. */
  readonly bits: 32 | 64
  readonly at: (row: number) => number
}

/** A column of text that is written; undefined is a missing cell. */
export interface TextOut {
  readonly kind: 'text'
  readonly name: string
  readonly at: (row: number) => string | undefined
}

export type ColumnOut = NumbersOut | TextOut

/** Rows that are written: columns, and the tensor that they are the entries of, where they are. */
export interface RowsOut {
  readonly length: number
  readonly columns: ReadonlyArray<ColumnOut>
  /** [length, …sizes] */
  readonly tensor?: HostTensor
  /** What names each row. */
  readonly ids?: ReadonlyArray<string>
  /** How many stand side by side in a picture of all of them; as many as make it square without. */
  readonly across?: number
}

/** Rows of numbers; those of columns of free text are indices of texts. */
export interface TensorOfRows extends HostTensor {
  readonly texts?: ReadonlyArray<string>
}

const numbersAt = ({ data, shape }: HostTensor, column: number): Pick<NumbersOut, 'bits' | 'at'> => {
  const width = product(shape.slice(1))
  return { bits: data instanceof Float32Array ? 32 : 64, at: (row) => data[row * width + column] ?? Number.NaN }
}

/** The value of a category that an index is nearest to: reconstructions lie between them. */
const nearestValue = (values: ReadonlyArray<string>, index: number): string | undefined =>
  values[Math.min(Math.max(Math.round(index), 0), values.length - 1)]

/** A number of a data set as the file wrote it: the name of a category, a date; undefined for columns of numbers. */
const textOf = (
  column: ColumnSchema | undefined,
  texts: ReadonlyArray<string> | undefined,
): ((value: number) => string | undefined) | undefined => {
  if (column?.kind === 'text' && texts !== undefined) return (value) => texts[value]
  if (column?.kind === 'category' || column?.kind === 'binary') return (value) => nearestValue(column.values, value)
  return column?.kind === 'date' ? (value) => dateText(value, column.format) : undefined
}

const columnOut = (tensor: TensorOfRows, name: string, at: number, schema: ColumnSchema | undefined): ColumnOut => {
  const numbers = numbersAt(tensor, at)
  const text = textOf(schema, tensor.texts)
  if (text === undefined) return { kind: 'numbers', name, ...numbers }
  const textAt = (row: number): string | undefined => {
    const value = numbers.at(row)
    return Number.isNaN(value) ? undefined : text(value)
  }
  return { kind: 'text', name, at: textAt }
}

/** A name that no other column has. */
const free = (name: string, taken: ReadonlyArray<string>): string =>
  taken.includes(name) ? free(`${name}_`, taken) : name

/** The rows that something was computed from, as far as they are named, and what the columns of their names are called. */
export interface NamedRows extends Pick<Dataset, 'ids' | 'labels'> {
  readonly idName?: string
  readonly labelName?: string
}

/** The columns that name the rows: identifiers before all others, labels behind them. */
const around = (
  columns: ReadonlyArray<ColumnOut>,
  { ids, labels, idName = 'id', labelName = 'label' }: NamedRows,
): ReadonlyArray<ColumnOut> => {
  const names = columns.map(({ name }) => name)
  const column = (name: string, texts: ReadonlyArray<string> | undefined): ReadonlyArray<TextOut> =>
    texts === undefined ? [] : [{ kind: 'text', name: free(name, names), at: (row) => texts[row] }]
  return [...column(idName, ids), ...columns, ...column(labelName, labels)]
}

/**
 * The numbers of a tensor as rows with these names of columns, and the identifiers and labels of the rows that they were
 * computed from. With `schema` categories, yes/no and dates are written as the file had them.
 */
export const tensorOut = (
  tensor: TensorOfRows,
  names: ReadonlyArray<string>,
  rows: NamedRows,
  schema: Dataset['schema'] = [],
): RowsOut => {
  const kinds = new Map(schema.map((column) => [column.name, column]))
  const columns = names.map((name, i) => columnOut(tensor, name, i, kinds.get(name)))
  return { length: tensor.shape[0] ?? 0, columns: around(columns, rows), tensor, ...present({ ids: rows.ids }) }
}

/** A table of columns, with the identifiers and labels of its rows. */
export const tableOut = (length: number, columns: ReadonlyArray<ColumnOut>, rows: NamedRows): RowsOut => ({
  length,
  columns: around(columns, rows),
  ...present({ ids: rows.ids }),
})
