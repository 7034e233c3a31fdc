import { product } from '../tensor/shape.ts'
import type { TrainingRows } from './block.ts'

/** So many numbers are gathered in one pass over the rows: 64 MB. */
const gathered = 1 << 23

/** How many known entries each column has. */
const countKnown = (rows: TrainingRows, columns: ReadonlyArray<number>): ReadonlyArray<number> => {
  const counts = columns.map(() => 0)
  const width = product(rows.sizes)
  for (const { length, values, mask } of rows.blocks())
    for (let row = 0; row < length; row++)
      for (let i = 0; i < columns.length; i++) {
        const at = row * width + (columns[i] ?? 0)
        if (mask?.[at] !== 0 && !Number.isNaN(values[at])) counts[i] = (counts[i] ?? 0) + 1
      }
  return counts
}

/** Those of the columns at these positions that have missing entries. */
export const columnsWithGaps = (rows: TrainingRows, columns: ReadonlyArray<number>): ReadonlyArray<number> => {
  const counts = countKnown(rows, columns)
  return columns.filter((_, i) => (counts[i] ?? 0) < rows.length)
}

/** The known entries of a few columns, gathered in one pass. */
const gather = (rows: TrainingRows, columns: ReadonlyArray<number>): ReadonlyArray<Float64Array> => {
  const known = countKnown(rows, columns).map((count) => new Float64Array(count))
  const filled = columns.map(() => 0)
  eachKnown(rows, columns, (value, i) => {
    const at = filled[i] ?? 0
    const values = known[i]
    if (values !== undefined) values[at] = value
    filled[i] = at + 1
  })
  return known
}

/** Calls a function with every known entry of the columns at these positions, row by row, with the index of its position. */
export const eachKnown = (
  rows: TrainingRows,
  columns: ReadonlyArray<number>,
  f: (value: number, i: number) => void,
): void => {
  const width = product(rows.sizes)
  for (const { length, values, mask } of rows.blocks())
    for (let row = 0; row < length; row++)
      for (let i = 0; i < columns.length; i++) {
        const at = row * width + (columns[i] ?? 0)
        const value = values[at] ?? 0
        if (mask?.[at] !== 0 && !Number.isNaN(value)) f(value, i)
      }
}

/** The known entries of each of the columns at these positions. As many columns at a time are gathered as fit in 64 MB. */
export function* columnsOf(rows: TrainingRows, columns: ReadonlyArray<number>): Generator<Float64Array> {
  const some = Math.max(1, Math.floor(gathered / Math.max(1, rows.length)))
  for (let start = 0; start < columns.length; start += some) yield* gather(rows, columns.slice(start, start + some))
}
