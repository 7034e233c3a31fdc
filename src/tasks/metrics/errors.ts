import type { RowValues } from './metric.ts'
import type { Compared } from './subject.ts'

/** The sum of some measure of each known entry of a row, and how many are known. */
export const rowSums = (
  { width, target, output, mask }: Compared,
  measure: (difference: number) => number,
): Required<Pick<RowValues, 'sums' | 'counts'>> => {
  const length = target.length / width
  const [sums, counts] = [new Float64Array(length), new Float64Array(length)]
  for (let at = 0; at < target.length; at++) {
    if (mask?.[at] === 0) continue
    const row = Math.floor(at / width)
    sums[row] = (sums[row] ?? 0) + measure((output[at] ?? 0) - (target[at] ?? 0))
    counts[row] = (counts[row] ?? 0) + 1
  }
  return { sums, counts }
}

/** What row values come to. */
export const ratioOf = ({ sums, counts, of = (ratio) => ratio }: RowValues): number => {
  const sum = sums.reduce((a, b) => a + b, 0)
  return of(sum / (counts?.reduce((a, b) => a + b, 0) ?? sums.length))
}

/** The squared error and the squared distance from the mean of each column, over its known entries. */
export const columnSums = ({ width, target, output, mask }: Compared) => {
  const [count, mean, errors, spread] = Array.from({ length: 4 }, () => new Float64Array(width))
  const each = (use: (column: number, at: number) => void): void => {
    for (let at = 0; at < target.length; at++) if (mask?.[at] !== 0) use(at % width, at)
  }
  const add = (to: Float64Array | undefined, column: number, value: number): void => {
    if (to !== undefined) to[column] = (to[column] ?? 0) + value
  }
  each((column, at) => {
    add(count, column, 1)
    add(mean, column, target[at] ?? 0)
  })
  each((column, at) => {
    const centre = (mean?.[column] ?? 0) / (count?.[column] ?? 0)
    add(errors, column, ((output[at] ?? 0) - (target[at] ?? 0)) ** 2)
    add(spread, column, ((target[at] ?? 0) - centre) ** 2)
  })
  return Array.from({ length: width }, (_, column) => ({
    count: count?.[column] ?? 0,
    errors: errors?.[column] ?? 0,
    spread: spread?.[column] ?? 0,
  }))
}

/** The coefficient of determination of each column, 1 − errors / spread; nothing of a column that does not vary. */
export const r2ByColumn = (compared: Compared): ReadonlyArray<number | undefined> =>
  columnSums(compared).map(({ errors, spread }) => (spread > 0 ? 1 - errors / spread : undefined))
