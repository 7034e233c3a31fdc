import type { Dataset } from '../../data/index.ts'
import type { Points } from '../../statistics/index.ts'
import { binned, correlationRatio, correlations, mutualInformation, pointAt, pointsOf } from '../../statistics/index.ts'
import { columnNames } from './columnNames.ts'
import type { EntryCard } from './entryCard.ts'
import { evenly } from './evenly.ts'
import type { Explaining } from './options.ts'
import { greatestFirst } from './strongest.ts'

/** Correlations are over at most so many rows. */
const correlatedRows = 5000

/** The bins of an entry for its mutual information with labels. */
const bins = 20

/** How an entry varies with labels: nothing where it does not vary. */
export const labelsOf = (
  values: ArrayLike<number>,
  labels: ReadonlyArray<string>,
  count: number,
): EntryCard['labels'] => {
  const ratio = correlationRatio(values, labels)
  if (ratio === undefined) return undefined
  const groups = new Map<string, { sum: number; rows: number }>()
  labels.forEach((label, row) => {
    const { sum, rows } = groups.get(label) ?? { sum: 0, rows: 0 }
    groups.set(label, { sum: sum + (values[row] ?? 0), rows: rows + 1 })
  })
  const means = [...groups].map(([label, { sum, rows }]) => ({ label, mean: sum / rows, rows }))
  return {
    correlationRatio: ratio,
    mutualInformation: mutualInformation(binned(values, bins), labels),
    greatest: greatestFirst(means.length, (i) => means[i]?.mean ?? 0, count).flatMap((i) => means[i] ?? []),
  }
}

/** One column of points. */
export const columnOf = ({ length, width, values }: Points, at: number): Float64Array =>
  Float64Array.from({ length }, (_, row) => values[row * width + at] ?? 0)

/** Some columns of the first rows of points, evenly spaced. */
const chosenColumns = (points: Points, entries: ReadonlyArray<number>, rows: ReadonlyArray<number>): Points => ({
  length: rows.length,
  width: entries.length,
  values: Float64Array.from(rows.flatMap((row) => entries.map((entry) => pointAt(points, row)[entry] ?? 0))),
})

/** The columns that each entry varies with, the greatest magnitude of the correlation first. */
export const correlating = (rows: Dataset, codes: Points, { entries, columns: count }: Explaining) => {
  const names = columnNames(rows.sizes, rows.columns)
  const chosen = Array.from({ length: Math.min(rows.length, correlatedRows) }, (_, i) =>
    Math.floor((i * rows.length) / Math.min(rows.length, correlatedRows)),
  )
  const all = correlations(
    chosenColumns(codes, entries, chosen),
    pointsOf({ shape: [chosen.length, names.length], data: evenly(rows, correlatedRows).values }),
  )
  return entries.map((_, j) => {
    const at = (column: number): number => all[j * names.length + column] ?? 0
    return greatestFirst(names.length, (column) => Math.abs(at(column)), count)
      .filter((column) => at(column) !== 0)
      .map((column) => ({ column: names[column] ?? '', correlation: at(column) }))
  })
}
