import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, failure, isPlain, settle, show } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Entries, Missing, NumberArray } from './entries.ts'
import { entryPlace, isNumberArray, maxFaults, noRows, notANumber } from './entries.ts'

/** A row, or a part of one: a number, a missing entry, a typed array, or an array of parts of one shape. */
export type Nested = number | null | undefined | NumberArray | ReadonlyArray<Nested>

const isList = (value: unknown): value is ReadonlyArray<unknown> | NumberArray =>
  Array.isArray(value) || isNumberArray(value)

/** The shape of a nested array by its first entries. */
const shapeOf = (value: unknown): Sizes => (isList(value) ? [value.length, ...shapeOf(value[0])] : [])

const drawSizes = (sizes: Sizes): string =>
  sizes.length === 1 ? counted(sizes[0] ?? 0, 'number') : `[${sizes.join(', ')}]`

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))

/** Where the numbers of one row go, and what is wrong with it. */
interface Filling {
  readonly where: string
  readonly row: number
  readonly shape: Sizes
  readonly missing: Missing
  readonly values: Float32Array
  readonly faults: Array<Fault>
}

const ragged = ({ where, row, shape }: Filling, found: string): Fault => ({
  fault: 'ragged rows',
  where: `${where}, row ${row + 1}`,
  expected: row === 0 ? `arrays of one shape, ${drawSizes(shape)}` : `${drawSizes(shape)}, as the first row has`,
  found,
})

const fillNumber = (filling: Filling, value: unknown, at: number): void => {
  const { where, row, shape, missing, values, faults } = filling
  const width = product(shape)
  const place = entryPlace(where, row, at - row * width)
  if (typeof value === 'number' && !Number.isNaN(value)) values[at] = value
  else if (isMissing(value) && missing === 'mask') values[at] = Number.NaN
  else if (isMissing(value)) faults.push(notANumber(place, show(value)))
  else if (isList(value)) faults.push(ragged(filling, `an array at column ${at - row * width + 1}`))
  else faults.push({ fault: 'wrong type', where: place, expected: 'a number', found: show(value) })
}

/** Writes the numbers of a part of a row from a position on. */
const fill = (filling: Filling, part: unknown, axis: number, at: number): void => {
  const { shape, faults } = filling
  if (faults.length >= maxFaults) return
  if (axis === shape.length) return fillNumber(filling, part, at)
  if (!isList(part)) {
    faults.push(ragged(filling, `${show(part)} in the place of an array`))
    return
  }
  if (part.length !== shape[axis]) {
    faults.push(ragged(filling, drawSizes([...shape.slice(0, axis), ...shapeOf(part)])))
    return
  }
  const step = product(shape.slice(axis + 1))
  for (let i = 0; i < part.length; i++) fill(filling, part[i], axis + 1, at + i * step)
}

const notRows = (where: string, first: unknown): Fault => ({
  fault: 'wrong type',
  where: `${where}, row 1`,
  expected: 'an array of numbers',
  found: show(first),
  remedy: isPlain(first)
    ? 'give the numbers alone: rows.map(Object.values), with { rows, columns } for their names'
    : 'put each row in an array of its own, or give all in one typed array',
})

/** The numbers of nested arrays, row after row; all rows have the shape of the first. */
export const fromNested = (where: string, rows: ReadonlyArray<unknown>, missing: Missing): Fallible<Entries> => {
  const [first] = rows
  if (rows.length === 0) return failure(noRows(where))
  if (!isList(first)) return failure(notRows(where, first))
  const shape = shapeOf(first)
  const width = product(shape)
  if (width === 0)
    return failure({ fault: 'empty row', where: `${where}, row 1`, expected: 'at least one number', found: 'none' })
  const values = new Float32Array(rows.length * width)
  const faults: Array<Fault> = []
  for (const [row, part] of rows.entries()) fill({ where, row, shape, missing, values, faults }, part, 0, row * width)
  return settle(faults, () => ({ sizes: shape, length: rows.length, values }))
}
