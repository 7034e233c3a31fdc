import type { DecodedArray, SchemaElement, SchemaTree } from 'hyparquet'
import { show } from '../../../codec/index.ts'
import type { Column, ColumnCells } from '../columns/column.ts'
import { columnFrom } from '../columns/fromValues.ts'
import { fileError } from '../fileFault.ts'

/** A part of a column, and the row of the file that it begins at. */
export interface Piece {
  readonly data: DecodedArray
  readonly start: number
}

const isText = ({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  converted !== 'DECIMAL' &&
  logical?.type !== 'FLOAT16' &&
  (type === 'BOOLEAN' ||
    type === 'INT96' ||
    type === 'BYTE_ARRAY' ||
    type === 'FIXED_LEN_BYTE_ARRAY' ||
    converted === 'DATE' ||
    converted === 'TIMESTAMP_MILLIS' ||
    converted === 'TIMESTAMP_MICROS' ||
    logical?.type === 'TIMESTAMP')

/** Decimals come multiplied by a power of ten that float64 does not hold: the division gives the number next to the text. */
const decimalOf = (value: number, scale: number): number | bigint => {
  const unscaled = Math.round(value * 10 ** scale)
  return Number.isSafeInteger(unscaled) ? unscaled / 10 ** scale : BigInt(Number.MAX_SAFE_INTEGER) + 2n
}

const numeric = (data: DecodedArray): data is Float32Array | Float64Array | Int32Array | Uint32Array =>
  data instanceof Float64Array ||
  data instanceof Float32Array ||
  data instanceof Int32Array ||
  data instanceof Uint32Array

/** Columns of plain numbers are copied as they are. */
const plainNumbers = (pieces: ReadonlyArray<Piece>, length: number, first: number): ColumnCells | undefined => {
  const values = new Float64Array(length)
  for (const { data, start } of pieces) {
    if (!numeric(data)) return undefined
    values.set(data, start - first)
  }
  return { kind: 'numbers', values }
}

const valuesOf = (pieces: ReadonlyArray<Piece>, { element }: SchemaTree): ReadonlyArray<unknown> => {
  const values: Array<unknown> = []
  const { converted_type: converted, scale = 0 } = element
  for (const { data } of pieces)
    for (const value of data)
      values.push(converted === 'DECIMAL' && typeof value === 'number' ? decimalOf(value, scale) : value)
  return values
}

const leaves = ({ children }: SchemaTree): number =>
  children.length === 0 ? 1 : children.reduce((sum, child) => sum + leaves(child), 0)

/** Refuses columns that hold several values under names of their own: structs and maps. */
export const refuseNested = (path: string, tree: SchemaTree): void => {
  if (leaves(tree) === 1) return
  throw fileError(`${path}, column ${show(tree.element.name)}`, {
    fault: 'wrong value',
    expected: 'numbers, text, dates, true or false, or lists of numbers',
    found: `${leaves(tree)} columns in one: a struct or a map`,
    remedy: 'write its fields as columns, or leave it out with columns: […]',
  })
}

/** The rows of a column from row `first` of the file on. */
export const columnOf = (
  path: string,
  tree: SchemaTree,
  { pieces, length, first }: { readonly pieces: ReadonlyArray<Piece>; readonly length: number; readonly first: number },
): Column => {
  const { name } = tree.element
  const found = pieces.reduce((sum, { data }) => sum + data.length, 0)
  if (found !== length)
    throw fileError(`${path}, column ${show(name)}`, {
      expected: `${length} rows from row ${first + 1} on`,
      found: String(found),
      remedy: 'write the file again',
    })
  const plain = tree.children.length > 0 ? undefined : plainNumbers(pieces, length, first)
  if (plain !== undefined) return { name, cells: plain }
  return columnFrom({
    name,
    values: valuesOf(pieces, tree),
    where: (row) => `${path}, row ${first + row + 1}`,
    expected: tree.children.length > 0 ? undefined : isText(tree.element) ? noText : noNumbers,
  })
}

const noText: ColumnCells = { kind: 'text', indices: new Int32Array(), values: [] }
const noNumbers: ColumnCells = { kind: 'numbers', values: new Float64Array() }
