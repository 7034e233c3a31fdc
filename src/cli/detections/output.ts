import { counted } from '../../codec/index.ts'
import type { ConditionProposal } from '../../tasks/index.ts'
import { drawProposal } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import type { Output } from '../terminal.ts'
import { figureLines } from './figures.ts'
import { countLine, oddestJson, oddestLines } from './lines.ts'
import type { Found, Order } from './table.ts'
import { thresholdLine } from './threshold.ts'

/** The values of the options of which rows are printed and written. */
export interface WrittenValues {
  readonly top: number | undefined
  readonly sort: boolean
  readonly onlyAnomalies: boolean
}

/** The rows by falling score. */
const byOddness = ({ detections: { rows } }: Found): Order =>
  [...rows.keys()].toSorted((a, b) => (rows[b]?.score ?? 0) - (rows[a]?.score ?? 0))

/** The rows that are written, in their order. */
export const written = (found: Found, { sort, onlyAnomalies }: WrittenValues): Order => {
  const { rows } = found.detections
  const order = sort ? byOddness(found) : [...rows.keys()]
  return onlyAnomalies ? order.filter((row) => rows[row]?.anomaly === true) : order
}

const whereLine = (found: Found, values: WrittenValues, path: string): string => {
  const count = written(found, values).length
  return values.onlyAnomalies
    ? `the ${counted(count, 'anomaly', 'anomalies')} ${count === 1 ? 'is' : 'are'} in ${path}`
    : `the scores of all rows are in ${path}`
}

/** What `detect` prints of rows of a table. */
export const outputOf = (
  found: Found,
  proposal: ConditionProposal | undefined,
  values: WrittenValues,
  path: string,
): Output => {
  const { rows, threshold, set, notices, labelled } = found.detections
  const oddest = byOddness(found).slice(0, values.top ?? 10)
  return {
    lines: [
      countLine(found),
      thresholdLine(found.detections),
      ...figureLines(labelled),
      ...oddestLines(found, oddest),
      whereLine(found, values, path),
      ...(proposal === undefined ? [] : [drawProposal(proposal)]),
    ],
    json: {
      rows: rows.length,
      anomalies: rows.filter(({ anomaly }) => anomaly).length,
      threshold,
      set,
      path,
      notices,
      ...present({ labelled }),
      contributions: found.reasons.basis,
      oddest: oddestJson(found, oddest),
      ...present({ condition: proposal }),
    },
  }
}
