import type { Batch, Column as ArrowColumn } from '@uwdata/flechette'
import type * as Flechette from '@uwdata/flechette'
import { show } from '../../../codec/index.ts'
import type { Column, ColumnCells } from '../columns/column.ts'
import type { TimeParts } from '../columns/date.ts'
import { isoDate, isoTime } from '../columns/date.ts'
import { columnFrom } from '../columns/fromValues.ts'
import { fileError } from '../fileFault.ts'

type Library = typeof Flechette
type Type = ArrowColumn<unknown>['type']

const timeParts: ReadonlyArray<TimeParts> = [1, 1_000, 1_000_000, 1_000_000_000]

/** A decimal as its digits without the point. */
const decimal = (value: unknown, scale: number): unknown => {
  if (typeof value !== 'bigint' && typeof value !== 'number') return value
  return BigInt(Number(value)) === BigInt(value) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER
    ? Number(value) / 10 ** scale
    : BigInt(value)
}

/** The types of which the parser gives numbers, text, booleans or lists as they are. */
const plainTypes = ({ Type }: Library): ReadonlyArray<number> => [
  Type.Null,
  Type.Int,
  Type.Float,
  Type.Bool,
  Type.Utf8,
  Type.LargeUtf8,
  Type.Utf8View,
  Type.Time,
  Type.Duration,
  Type.Dictionary,
  Type.List,
  Type.LargeList,
  Type.FixedSizeList,
]

/** How a value of a type is read; undefined is a type that is no column of a data set. */
const conversionOf = (library: Library, type: Type): ((value: unknown) => unknown) | undefined => {
  const { Type } = library
  const parts = timeParts['unit' in type ? type.unit : 0] ?? 1
  const scale = 'scale' in type ? type.scale : 0
  if (type.typeId === Type.Date) return (value) => (typeof value === 'number' ? isoDate(value / 86_400_000) : value)
  if (type.typeId === Type.Timestamp) return (value) => (typeof value === 'bigint' ? isoTime(value, parts) : value)
  if (type.typeId === Type.Decimal) return (value) => decimal(value, scale)
  return plainTypes(library).includes(type.typeId) ? (value) => value : undefined
}

const expectedOf = ({ Type }: Library, { typeId }: Type): ColumnCells | undefined =>
  typeId === Type.Int || typeId === Type.Float || typeId === Type.Decimal
    ? { kind: 'numbers', values: new Float64Array() }
    : typeId === Type.Utf8 || typeId === Type.LargeUtf8 || typeId === Type.Bool
      ? { kind: 'text', indices: new Int32Array(), values: [] }
      : undefined

const nameOf = ({ Type }: Library, id: number): string =>
  Object.entries(Type).find(([, value]) => value === id)?.[0] ?? `number ${id}`

/** Plain numbers without missing ones are copied as they are. */
const plain = ({ values, nullCount, type }: Batch<unknown>, { Type }: Library): ColumnCells | undefined =>
  nullCount === 0 &&
  (type.typeId === Type.Int || (type.typeId === Type.Float && !(values instanceof Uint16Array))) &&
  !(values instanceof BigInt64Array || values instanceof BigUint64Array)
    ? { kind: 'numbers', values: Float64Array.from(values) }
    : undefined

/** A batch of a column, whose first row is row `first` of the file. */
export const columnOf = (
  library: Library,
  { path, name, first }: { readonly path: string; readonly name: string; readonly first: number },
  batch: Batch<unknown>,
): Column => {
  const convert = conversionOf(library, batch.type)
  if (convert === undefined)
    throw fileError(`${path}, column ${show(name)}`, {
      fault: 'wrong value',
      expected: 'numbers, text, dates, true or false, or lists of numbers',
      found: `the type ${nameOf(library, batch.type.typeId)}`,
      remedy: 'leave the column out with columns: […]',
    })
  const cells = plain(batch, library)
  if (cells !== undefined) return { name, cells }
  return columnFrom({
    name,
    values: Array.from({ length: batch.length }, (_, row) => {
      const value = batch.at(row)
      if (value === undefined) throw new RangeError(`no value for row ${first + row + 1} of column ${show(name)}`)
      return convert(value)
    }),
    where: (row) => `${path}, row ${first + row + 1}`,
    expected: expectedOf(library, batch.type),
  })
}
