import type { Fallible, Fault } from '../../codec/index.ts'
import { settle } from '../../codec/index.ts'
import type { Dataset, Numbers } from '../../data/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'

/** A typed array of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array

export const isNumberArray = (value: unknown): value is NumberArray =>
  ArrayBuffer.isView(value) &&
  !(value instanceof DataView) &&
  !(value instanceof BigInt64Array) &&
  !(value instanceof BigUint64Array)

/** What happens to missing entries, which are NaN, null or undefined: refused, or left out of the loss. */
export type Missing = 'refuse' | 'mask'

/** Rows of numbers that were not checked yet; a missing entry is NaN. */
export interface Entries<Values extends Numbers = Float32Array> {
  /** The sizes of one row. */
  readonly sizes: Sizes
  readonly length: number
  readonly values: Values
}

/** So many faults are reported; more would hide the first. */
export const maxFaults = 10

/** `data, row 3, column 2`, counted from 1. */
export const entryPlace = (where: string, row: number, column: number): string =>
  `${where}, row ${row + 1}, column ${column + 1}`

export const notANumber = (where: string, found: string): Fault => ({
  fault: 'not a number',
  where,
  expected: 'a finite number',
  found,
  remedy: `leave the row out, or give { rows, missing: 'mask' } to leave the entry out of the loss`,
})

export const noRows = (where: string): Fault => ({
  fault: 'no rows',
  where,
  expected: 'at least one row',
  found: 'none',
})

const entryFaults = (where: string, { sizes, values }: Entries<Numbers>, missing: Missing): ReadonlyArray<Fault> => {
  const width = product(sizes)
  const faults: Array<Fault> = []
  for (let at = 0; at < values.length && faults.length < maxFaults; at++) {
    const value = values[at] ?? Number.NaN
    if (Number.isFinite(Math.fround(value)) || (Number.isNaN(value) && missing === 'mask')) continue
    const place = entryPlace(where, Math.floor(at / width), at % width)
    faults.push(
      Number.isNaN(value)
        ? notANumber(place, 'NaN')
        : { fault: 'out of range', where: place, expected: 'a number that float32 can hold', found: String(value) },
    )
  }
  return faults
}

/** Missing entries as 0 in the values and 0 in a mask. */
const masked = ({ values }: Entries): Pick<Dataset, 'values' | 'mask'> =>
  values.some(Number.isNaN)
    ? {
        values: values.map((value) => (Number.isNaN(value) ? 0 : value)),
        mask: values.map((value) => (Number.isNaN(value) ? 0 : 1)),
      }
    : { values }

/** The same entries if all are finite numbers, or those that are not. */
export const finiteEntries = <Values extends Numbers>(
  where: string,
  entries: Entries<Values>,
): Fallible<Entries<Values>> =>
  settle(entries.length === 0 ? [noRows(where)] : entryFaults(where, entries, 'refuse'), () => entries)

/** A data set of entries, or those that are not finite numbers. */
export const checkEntries = (where: string, entries: Entries, missing: Missing): Fallible<Dataset> => {
  const faults = entries.length === 0 ? [noRows(where)] : entryFaults(where, entries, missing)
  return settle(faults, () => ({ sizes: entries.sizes, length: entries.length, ...masked(entries) }))
}
