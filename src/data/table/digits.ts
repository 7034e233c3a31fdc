import type { Numbers } from '../chunk.ts'
import type { ColumnSchema } from '../schema.ts'
import type { ColumnFacts } from './facts.ts'

/** How much larger than their range numbers may be: of the 24 bits that float32 keeps, 18 are left for what varies. */
const mostOffset = 64

/** Whole numbers beyond this are not all numbers of float32. */
const mostWhole = 2 ** 24

/** The least and the greatest of some numbers, and whether all are whole. */
interface Extent {
  readonly least: number
  readonly greatest: number
  readonly isWhole: boolean
}

const lost = ({ least, greatest, isWhole }: Extent): boolean => {
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  const range = greatest - least
  return range > 0 && (size > mostOffset * range || (isWhole && size > mostWhole))
}

/**
 * Whether float32 would lose digits of a column that tell its rows apart: dates, whole numbers beyond 2^24, and numbers
 * that are large beside their range.
 */
export const losesDigits = ({ kind }: ColumnSchema, facts: ColumnFacts): boolean => {
  if (kind === 'date') return true
  return (kind === 'number' || kind === 'count') && facts.numbers > 0 && lost(facts)
}

/** Whether float32 would lose digits of a column of rows of so many numbers, which come in several parts; NaN is missing. */
export const rowsLoseDigits = (parts: ReadonlyArray<Numbers>, width: number): boolean => {
  if (parts.every((part) => part instanceof Float32Array)) return false
  const least = new Float64Array(width).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
  const isWhole = new Uint8Array(width).fill(1)
  for (const part of parts)
    for (let at = 0, column = 0; at < part.length; at++, column = column + 1 === width ? 0 : column + 1) {
      const value = part[at] ?? Number.NaN
      if (value < (least[column] ?? 0)) least[column] = value
      if (value > (greatest[column] ?? 0)) greatest[column] = value
      if (isWhole[column] === 1 && value === value && !Number.isInteger(value)) isWhole[column] = 0
    }
  return least.some((value, column) =>
    lost({ least: value, greatest: greatest[column] ?? value, isWhole: isWhole[column] === 1 }),
  )
}

/** Zeros for rows before preprocessing: of float64 where float32 would lose digits of a column. */
export const zeros = (length: number, { isWide }: { readonly isWide: boolean }): Numbers =>
  isWide ? new Float64Array(length) : new Float32Array(length)

/** Zeros of the type of other numbers. */
export const zerosLike = (numbers: Numbers, length: number): Numbers =>
  numbers instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
