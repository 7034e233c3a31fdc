import { counted } from '../../codec/index.ts'
import type { KeptColumn } from '../../node/keptColumns.ts'
import type { SeriesRows } from '../../node/seriesRows.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../../node/writers/index.ts'
import { tableOut } from '../../node/writers/index.ts'
import type { Detections, Reasons, SeriesDetections, SeriesEvent, SeriesFigures } from '../../tasks/index.ts'
import { drawReason } from '../../tasks/index.ts'
import { isKept } from './table.ts'
import { present } from '../../tensor/present.ts'

/** What was found in a series. */
export interface FoundSeries {
  readonly series: SeriesRows
  readonly found: SeriesDetections
  /** Of the windows. */
  readonly detections: Detections
  readonly reasons: Reasons
  readonly named: NamedRows
  readonly kept: ReadonlyArray<KeptColumn>
}

const numbers = (name: string, at: (row: number) => number): ColumnOut => ({ kind: 'numbers', name, bits: 64, at })

/** The number of the event that each point is in, from 1; NaN outside of all. */
const eventOf = ({ events, scores }: SeriesDetections): Float64Array => {
  const number = new Float64Array(scores.length).fill(Number.NaN)
  events.forEach(({ start, stop }, i) => number.fill(i + 1, start, stop))
  return number
}

/** The table that `detect` writes of a series: a line for each point, with its time stamp where one is kept. */
export const seriesTable = ({ found, detections, named, kept, series: { points } }: FoundSeries): RowsOut => {
  const events = eventOf(found)
  const others = kept.filter(({ name }) => name !== named.idName && name !== named.labelName)
  const { ids, ...unnamed } = named
  return tableOut(
    points.length,
    [
      ...others.map(({ name, cells }): ColumnOut => ({ kind: 'text', name, at: (row) => cells[row] })),
      numbers('point', (row) => row + 1),
      numbers('score', (row) => found.scores[row] ?? Number.NaN),
      numbers('threshold', () => detections.threshold),
      numbers('anomaly', (row) => Number(found.flagged[row] ?? false)),
      numbers('event', (row) => events[row] ?? Number.NaN),
      numbers('windows', (row) => found.windows[row] ?? 0),
    ],
    ids === undefined || isKept(others, ids) ? unnamed : named,
  )
}

/** A point by its number, its series and what was kept of it: its time stamp. */
const nameOf = ({ kept, named: { ids } }: FoundSeries, point: number): string => {
  const said = [...(ids === undefined ? [] : [ids[point] ?? '']), ...kept.map(({ cells }) => cells[point] ?? '')]
  return said.length === 0 ? String(point + 1) : `${point + 1} (${[...new Set(said)].join(', ')})`
}

/** The entry of a window by its column and point: `load.3` of a window that begins at point 100 is load at point 103. */
const placed = (series: FoundSeries, window: number, entry: string): string => {
  const [, name, at] = /^(.*)\.(\d+)$/.exec(entry) ?? []
  const start = series.series.windowStarts[window] ?? 0
  return name === undefined ? entry : `${name} at ${nameOf(series, start + Number(at))}:`
}

const eventLines = (series: FoundSeries, { start, stop, peak, score, window }: SeriesEvent): ReadonlyArray<string> => [
  `${stop - start === 1 ? `point ${nameOf(series, start)}` : `points ${nameOf(series, start)} to ${nameOf(series, stop - 1)}`}: score ${score.toPrecision(4)} at ${nameOf(series, peak)}, p-value of its window ${series.detections.rows[window]?.pValue.toPrecision(2)}`,
  ...(series.reasons.rows[window]?.columns ?? []).map(
    (column) =>
      `  ${drawReason({ ...column, column: placed(series, window, column.column) })} (${Math.round(100 * column.share)} % of the score of the window)`,
  ),
]

const fixed = (value: number): string => value.toFixed(3)

const figureLines = ({ rocAuc, vus, ranges, points, adjusted }: SeriesFigures): ReadonlyArray<string> => [
  `VUS-ROC ${fixed(vus.roc)}, VUS-PR ${fixed(vus.pr)}, ROC AUC of points ${fixed(rocAuc)}`,
  `at the threshold: F1 of ranges ${fixed(ranges.f1)} (precision ${fixed(ranges.precision)}, recall ${fixed(ranges.recall)}), of points ${fixed(points.f1)}`,
  `F1 with adjusted points ${fixed(adjusted.f1)}: it counts an event as found for one point of it, and flatters`,
]

/** A series as people read it. */
export const seriesLines = (series: FoundSeries, top: number): ReadonlyArray<string> => {
  const { found, detections } = series
  const flagged = found.flagged.filter((is) => is).length
  const uncovered = found.windows.filter((windows) => windows === 0).length
  return [
    `${flagged} of ${counted(found.scores.length, 'point')} in ${counted(found.events.length, 'event')} above the threshold ${detections.threshold.toPrecision(5)}`,
    ...(uncovered === 0 ? [] : [`${counted(uncovered, 'point')} without a window have no score`]),
    ...found.events.slice(0, top).flatMap((event) => eventLines(series, event)),
    ...(found.figures === undefined ? [] : figureLines(found.figures)),
  ]
}

/** The same for machines; points from 1, both ends included. */
export const seriesJson = ({ found, detections, reasons }: FoundSeries, path: string): unknown => ({
  points: found.scores.length,
  anomalies: found.flagged.filter((is) => is).length,
  threshold: detections.threshold,
  path,
  events: found.events.map(({ start, stop, peak, score, window }) => ({
    first: start + 1,
    last: stop,
    peak: peak + 1,
    score,
    pValue: detections.rows[window]?.pValue,
    columns: reasons.rows[window]?.columns,
  })),
  ...present({ figures: found.figures }),
})
