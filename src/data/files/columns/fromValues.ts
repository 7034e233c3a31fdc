import { show } from '../../../codec/index.ts'
import type { Sizes } from '../../../tensor/shape.ts'
import { product } from '../../../tensor/shape.ts'
import { fileError } from '../fileFault.ts'
import type { Column, ColumnCells, VectorCells } from './column.ts'
import { booleanText, textCells } from './column.ts'
import { isoOf } from './date.ts'
import { flatten, isList, mismatch, sizesOf } from './nested.ts'

/** The values of a column, with what a fault says of them. */
export interface ColumnValues {
  readonly name: string
  readonly values: ArrayLike<unknown>
  /** Where row i of these values is: `people.json, row 3`. */
  readonly where: (row: number) => string
  /** What the column held in the rows before. */
  readonly expected?: ColumnCells | undefined
}

const missingWords = new Set(['', '-', '.', '?', 'na', 'n/a', 'nan', 'null', 'none'])

const isMissing = (value: unknown): boolean => value === undefined || value === null

const isMissingWord = (value: unknown): boolean =>
  isMissing(value) || (typeof value === 'string' && missingWords.has(value.trim().toLowerCase()))

const placeOf = ({ name, where }: ColumnValues, row: number): string => `${where(row)}, column ${show(name)}`

const notExact = (column: ColumnValues, row: number, found: string): Error =>
  fileError(placeOf(column, row), {
    fault: 'wrong value',
    expected: 'a whole number of at most 53 bits, which float64 holds exactly',
    found,
    remedy: 'write the column as text if it holds identifiers, or leave it out with columns: […]',
  })

const numberOf = (column: ColumnValues, row: number): number => {
  const value = column.values[row]
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') {
    if (BigInt(Number(value)) !== value) throw notExact(column, row, String(value))
    return Number(value)
  }
  if (isMissingWord(value)) return Number.NaN
  throw fileError(placeOf(column, row), {
    fault: 'wrong value',
    expected: 'a number, as in the other rows',
    found: show(value),
    remedy: 'mend the cell, or write every cell of the column as text',
  })
}

const textOf = (column: ColumnValues, row: number): string | undefined => {
  const value = column.values[row]
  if (typeof value === 'string') return value
  if (isMissing(value) || (typeof value === 'number' && Number.isNaN(value))) return undefined
  if (typeof value === 'boolean') return booleanText(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const date = value instanceof Date ? isoOf(value) : undefined
  if (date !== undefined) return date
  throw fileError(placeOf(column, row), {
    fault: 'wrong value',
    expected: 'text, a number, a date, true or false',
    found: value instanceof Uint8Array ? `${value.length} bytes` : show(value),
    remedy: 'leave the column out with columns: […]',
  })
}

/** How many numbers the vectors of one chunk may hold: 1 GB. */
const mostNumbers = 2 ** 27

const wrongShape = (column: ColumnValues, row: number, sizes: Sizes, found: string): Error =>
  fileError(placeOf(column, row), {
    fault: 'wrong shape',
    expected: `numbers of shape [${sizes.join(', ')}], as in the rows before`,
    found,
    remedy: 'make all rows of one shape, or leave the column out with columns: […]',
  })

/** The vectors of a column: each of the sizes of the first one. All are checked before room is made for them. */
const vectorsOf = (column: ColumnValues, known: VectorCells | undefined): VectorCells => {
  const { values } = column
  const sizes = known?.sizes ?? sizesOf(Array.from(values).find(isList))
  const width = product(sizes)
  for (let row = 0; row < values.length; row++) {
    const found = isMissing(values[row]) ? undefined : mismatch(values[row], sizes)
    if (found !== undefined) throw wrongShape(column, row, sizes, found)
  }
  if (width === 0 || values.length * width > mostNumbers)
    throw wrongShape(column, 0, sizes, `${values.length} rows of ${width} numbers`)
  const out = new Float64Array(values.length * width).fill(Number.NaN)
  for (let row = 0; row < values.length; row++) if (!isMissing(values[row])) flatten(values[row], out, row * width)
  return { kind: 'vectors', sizes, values: out }
}

const isText = (value: unknown): boolean =>
  (typeof value === 'string' && !isMissingWord(value)) || typeof value === 'boolean' || value instanceof Date

const kindOf = ({ values, expected }: ColumnValues): ColumnCells['kind'] => {
  if (expected !== undefined) return expected.kind
  let kind: ColumnCells['kind'] = 'numbers'
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (isList(value)) return 'vectors'
    if (isText(value) || (typeof value === 'object' && value !== null)) kind = 'text'
  }
  return kind
}

/**
 * A column of values as a JSON file or a spreadsheet holds them: numbers, text (where any cell is text, numbers too),
 * booleans and dates as text, nested lists of one shape as vectors. Throws `IsthmusError` where a cell fits nothing.
 */
export const columnFrom = (column: ColumnValues): Column => {
  const { name, values, expected } = column
  const rows = Array.from({ length: values.length }, (_, row) => row)
  switch (kindOf(column)) {
    case 'numbers':
      return { name, cells: { kind: 'numbers', values: Float64Array.from(rows, (row) => numberOf(column, row)) } }
    case 'text':
      return { name, cells: textCells(rows.map((row) => textOf(column, row))) }
    case 'vectors':
      return { name, cells: vectorsOf(column, expected?.kind === 'vectors' ? expected : undefined) }
  }
}
