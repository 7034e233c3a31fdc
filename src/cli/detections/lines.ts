import { counted } from '../../codec/index.ts'
import { cellOf, shortNumber } from '../../data/index.ts'
import type { NormalRows } from '../../node/normalRows.ts'
import type { Cell, NearestRow } from '../../tasks/index.ts'
import { drawReason } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'
import type { Found, Order } from './table.ts'

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** What names a row: its number, its identifier, its label, and what was kept of it. */
const nameOf = ({ named: { ids, labels, idName = 'id', labelName = 'label' }, kept }: Found, row: number): string => {
  const names = kept.map(({ name }) => name)
  const say = (name: string, texts: ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
    texts === undefined || names.includes(name) ? [] : [`${name} ${texts[row] ?? ''}`]
  return [
    `row ${row + 1}`,
    ...say(idName, ids),
    ...kept.map(({ name, cells }) => `${name} ${cells[row] ?? ''}`),
    ...say(labelName, labels),
  ].join(', ')
}

const isUnder = ({ detections: { rows } }: Found, row: number): boolean => rows[row]?.anomaly === false

/** A cell of the normal rows as the file has it. */
const normalCell = (
  { rows: { columns, schema, sizes, values, mask } }: NormalRows,
  row: number,
  name: string,
): Cell => {
  const column = columns?.indexOf(name) ?? Number(name)
  const at = row * product(sizes) + column
  return cellOf(schema?.[column], mask?.[at] === 0 ? Number.NaN : shortNumber(values[at] ?? Number.NaN))
}

/** The most similar normal row, with its cells in the columns that are named. */
const nearestLine = ({ reasons, normal }: Found, row: number): ReadonlyArray<string> => {
  const reason = reasons.rows[row]
  if (normal === undefined || reason?.nearest === undefined) return []
  const { row: like, distance } = reason.nearest
  const id = normal.rows.ids?.[like]
  const cells = reason.columns.map(({ column }) => `${column} ${normalCell(normal, like, column)}`)
  return [
    `  most like training row ${(normal.numbers[like] ?? 0) + 1}${id === undefined ? '' : `, ${id}`} (distance ${distance.toPrecision(3)}): ${cells.join(', ')}`,
  ]
}

/** One row with the columns that add most to its score. */
const rowLines = (found: Found, row: number): ReadonlyArray<string> => {
  const { detections, reasons } = found
  const detection = detections.rows[row]
  const reason = reasons.rows[row]
  if (detection === undefined || reason === undefined) return []
  const { score, pValue } = detection
  const under = isUnder(found, row) ? ', below the threshold' : ''
  return [
    `${nameOf(found, row)}: score ${score.toPrecision(4)}, p-value ${pValue.toPrecision(2)}${under}`,
    ...reason.columns.map((column) => `  ${drawReason(column)} (${percent(column.share)} of the score)`),
    ...nearestLine(found, row),
  ]
}

/** The oddest rows as people read them. */
export const oddestLines = (found: Found, order: Order): ReadonlyArray<string> =>
  order.length === 0
    ? []
    : [
        `the ${order.length === 1 ? 'oddest row' : `${order.length} oddest rows`}:`,
        ...order.flatMap((row) => rowLines(found, row)),
      ]

const nearestJson = (normal: NormalRows | undefined, nearest: NearestRow | undefined) =>
  normal === undefined || nearest === undefined
    ? {}
    : { nearest: { row: (normal.numbers[nearest.row] ?? 0) + 1, distance: nearest.distance } }

/** The same for machines. */
export const oddestJson = (
  { detections, reasons, normal, named: { ids, labels }, kept }: Found,
  order: Order,
): unknown =>
  order.map((row) => ({
    row: row + 1,
    ...present({ id: ids?.[row], label: labels?.[row] }),
    ...(kept.length === 0 ? {} : { kept: Object.fromEntries(kept.map(({ name, cells }) => [name, cells[row] ?? ''])) }),
    score: detections.rows[row]?.score,
    pValue: detections.rows[row]?.pValue,
    anomaly: detections.rows[row]?.anomaly,
    columns: reasons.rows[row]?.columns,
    ...nearestJson(normal, reasons.rows[row]?.nearest),
  }))

/** How many rows are anomalies, in a sentence. */
export const countLine = ({ detections: { rows, threshold } }: Found): string => {
  const anomalies = rows.filter(({ anomaly }) => anomaly).length
  const verb = anomalies === 1 ? 'scores' : 'score'
  return `${anomalies} of ${counted(rows.length, 'row')} ${verb} above the threshold ${threshold.toPrecision(5)}`
}
