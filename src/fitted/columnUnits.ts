import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import type { Reconstruction } from './modelUnits.ts'

/** Rows of more columns are left without units: as many rows as columns are taken back for them. */
const mostColumns = 2048

/** A number that moves: where it is in a row, and by how much. */
interface Move {
  readonly at: number
  readonly by: number
}

/** What moves between two rows, next to what the rounding of float32 moves. */
const moves = (before: ArrayLike<number>, after: ArrayLike<number>): ReadonlyArray<Move> =>
  Array.from({ length: before.length }, (_, at) => ({ at, by: (after[at] ?? 0) - (before[at] ?? 0) })).filter(
    ({ at, by }) => Math.abs(by) > 1e-6 * Math.abs(before[at] ?? 0),
  )

/**
 * What 1 of each column, as the model sees it, is in the units of the data: the steps are undone for a row, and for rows in
 * which one column is 1 and 2 more. Undefined for a column that is scaled differently in different places (a logarithm), or
 * that is one of several that a column of the data became (a category).
 */
export const columnUnits = (
  inUnits: (rows: HostTensor, length: number) => Reconstruction,
  row: Float64Array,
): ReadonlyArray<number | undefined> => {
  const width = row.length
  if (width > mostColumns) return []
  const data = new Float64Array(3 * width)
  return Array.from({ length: width }, (_, column) => {
    for (let i = 0; i < 3; i++) {
      data.set(row, i * width)
      data[i * width + column] = (row[column] ?? 0) + i
    }
    const back = inUnits({ shape: [3, width], data }, 3)
    if (back.texts !== undefined || back.columns !== undefined) return undefined
    const each = product(back.shape.slice(1))
    const [first, second, third] = [0, 1, 2].map((i) => back.data.subarray(i * each, (i + 1) * each))
    if (first === undefined || second === undefined || third === undefined) return undefined
    const [[one, ...others], [next]] = [moves(first, second), moves(second, third)]
    if (one === undefined || next === undefined || others.length > 0 || one.at !== next.at) return undefined
    return Math.abs(one.by - next.by) <= 1e-3 * Math.abs(one.by) ? one.by : undefined
  })
}
