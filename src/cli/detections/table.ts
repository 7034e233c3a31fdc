import type { KeptColumn } from '../../node/keptColumns.ts'
import type { NormalRows } from '../../node/normalRows.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../../node/writers/index.ts'
import { tableOut } from '../../node/writers/index.ts'
import type { Cell, ColumnReason, Detections, Reasons } from '../../tasks/index.ts'

/** What was found of some rows, and how they are named. */
export interface Found {
  readonly detections: Detections
  readonly reasons: Reasons
  /** How many columns are named for each row. */
  readonly columns: number
  readonly named: NamedRows
  readonly kept: ReadonlyArray<KeptColumn>
  /** The rows that the nearest one of each row is among. */
  readonly normal?: NormalRows
}

/** Which rows are written or printed, in which order: numbers of rows from 0. */
export type Order = ReadonlyArray<number>

const digits = 4

const numbers = (name: string, at: (row: number) => number | undefined): ColumnOut => ({
  kind: 'numbers',
  name,
  bits: 64,
  at: (row) => at(row) ?? Number.NaN,
})

const text = (name: string, at: (row: number) => Cell | undefined): ColumnOut => ({
  kind: 'text',
  name,
  at: (row) => {
    const cell = at(row)
    return cell === undefined || cell === '' ? undefined : String(cell)
  },
})

/** The columns that say why a row has its score: the i-th column in question, its share, value, expectation and spread. */
const reasonColumns = ({ reasons: { rows } }: Found, i: number): ReadonlyArray<ColumnOut> => {
  const reason = (row: number): ColumnReason | undefined => rows[row]?.columns[i]
  return [
    text(`column.${i + 1}`, (row) => reason(row)?.column),
    numbers(`share.${i + 1}`, (row) => Number(reason(row)?.share.toFixed(digits))),
    text(`value.${i + 1}`, (row) => reason(row)?.value),
    text(`expected.${i + 1}`, (row) => reason(row)?.expected),
    numbers(`spread.${i + 1}`, (row) => reason(row)?.spread),
  ]
}

const nearestColumns = ({ reasons: { rows }, normal }: Found): ReadonlyArray<ColumnOut> =>
  normal === undefined
    ? []
    : [
        numbers('nearest.row', (row) => (normal.numbers[rows[row]?.nearest?.row ?? -1] ?? Number.NaN) + 1),
        numbers('nearest.distance', (row) => rows[row]?.nearest?.distance),
      ]

/** The rows of these numbers in a column that is written. */
const inOrder = (column: ColumnOut, order: Order): ColumnOut =>
  column.kind === 'numbers'
    ? { ...column, at: (i) => column.at(order[i] ?? -1) }
    : { ...column, at: (i) => column.at(order[i] ?? -1) }

const chosen = (texts: ReadonlyArray<string> | undefined, order: Order): ReadonlyArray<string> | undefined =>
  texts && order.map((row) => texts[row] ?? '')

/** Whether a kept column has these cells. */
export const isKept = (kept: ReadonlyArray<KeptColumn>, cells: ReadonlyArray<string>): boolean =>
  kept.some((column) => cells.every((cell, row) => column.cells[row] === cell))

/** How rows are named without the columns that are kept anyway. */
const namedOnce = ({ named, kept }: Found, order: Order): NamedRows => {
  const names = kept.map(({ name }) => name)
  const { ids, labels, idName = 'id', labelName = 'label' } = named
  const [id, label] = [chosen(ids, order), chosen(labels, order)]
  return {
    idName,
    labelName,
    ...(id === undefined || names.includes(idName) || isKept(kept, ids ?? []) ? {} : { ids: id }),
    ...(label === undefined || names.includes(labelName) ? {} : { labels: label }),
  }
}

/** The table that `detect` writes, of these rows in this order. */
export const detectionTable = (found: Found, order: Order): RowsOut => {
  const { detections, kept, columns } = found
  const { rows, threshold } = detections
  const all = [
    ...kept.map(({ name, cells }) => text(name, (row) => cells[row])),
    numbers('row', (row) => row + 1),
    numbers('score', (row) => rows[row]?.score),
    numbers('pValue', (row) => rows[row]?.pValue),
    numbers('threshold', () => threshold),
    numbers('anomaly', (row) => (rows[row]?.anomaly === true ? 1 : 0)),
    ...nearestColumns(found),
    ...Array.from({ length: columns }, (_, i) => reasonColumns(found, i)).flat(),
  ]
  return tableOut(
    order.length,
    all.map((column) => inOrder(column, order)),
    namedOnce(found, order),
  )
}
