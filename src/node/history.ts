import type { EpochLosses } from '../training/index.ts'
import * as Named from '../tensor/named.ts'

/** The losses of an epoch, and what else `history.csv` holds of it. */
export interface RecordedEpoch extends EpochLosses {
  /** The learning rate of its last step, that of the first update that has one. */
  readonly rate?: number
  /** From the start of training to its end. */
  readonly seconds: number
}

/** A line of `history.csv`: the numbers by the names of their columns. */
export type HistoryRow = Readonly<Record<string, number>>

/** The numbers of an epoch by column: losses, terms without their weights, weights that change, rate, time. */
const rowOf = (epoch: RecordedEpoch): Readonly<Record<string, number | undefined>> => ({
  epoch: epoch.epoch,
  steps: epoch.steps,
  train: epoch.train,
  validation: epoch.validation,
  ...epoch.terms,
  ...Named.prefix(epoch.validationTerms ?? {}, 'validation'),
  ...Object.fromEntries(Object.entries(epoch.weights).map(([name, weight]) => [`weight of ${name}`, weight])),
  rate: epoch.rate,
  seconds: Number(epoch.seconds.toFixed(3)),
})

/** The history of training as CSV, a line for each epoch. */
export const historyCsv = (history: ReadonlyArray<RecordedEpoch>): string => {
  const rows = history.map(rowOf)
  const columns = Object.keys(rows[0] ?? { epoch: 0, steps: 0, train: 0, validation: 0, rate: 0, seconds: 0 })
  const lines = rows.map((row) => columns.map((column) => String(row[column] ?? '')).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** The lines of a history; empty cells are left out. */
export const parseHistory = (text: string): ReadonlyArray<HistoryRow> => {
  const [header = '', ...lines] = text.trim().split('\n')
  const columns = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(
      columns.flatMap((column, i) => ((cells[i] ?? '') === '' ? [] : [[column, Number(cells[i])]])),
    )
  })
}
