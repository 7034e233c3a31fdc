import { counted, grouped } from '../../codec/index.ts'
import type { Figure } from '../../statistics/index.ts'
import type { Labelled, Ranked } from '../../tasks/index.ts'

const digits = 3

/** A figure with its interval, or why there is none. */
const drawFigure = (figure: Figure): string => {
  if ('undefined' in figure) return `undefined (${figure.undefined})`
  const { value, low, high } = figure
  const interval = low === undefined || high === undefined ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`
  return `${value.toFixed(digits)}${interval}`
}

const pad = (cells: ReadonlyArray<string>, widths: ReadonlyArray<number>): string =>
  cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join('  ')
    .trimEnd()

const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)))
  return rows.map((cells) => pad(cells, widths))
}

const rankedRow = (name: string, { rocAuc, averagePrecision, precisionAtN }: Ranked): ReadonlyArray<string> => [
  name,
  drawFigure(rocAuc),
  drawFigure(averagePrecision),
  drawFigure(precisionAtN),
]

/** Figures of rows with labels as lines: of the ranking, beside simple detectors, and at the threshold. */
export const figureLines = (labelled: Labelled | undefined): ReadonlyArray<string> => {
  if (labelled === undefined) return []
  const { anomalies, normal, baselines, confusion, precision, recall, f1, falseAlarms } = labelled
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion
  return [
    `by their labels ${grouped(anomalies)} of ${counted(anomalies + normal, 'row')} ${anomalies === 1 ? 'is an anomaly' : 'are anomalies'} (figures with 95 % intervals):`,
    ...aligned([
      ['', 'ROC AUC', 'average precision', `precision at ${grouped(anomalies)}`],
      rankedRow('this model', labelled),
      ...baselines.map(({ name, ...ranked }) => rankedRow(name, ranked)),
    ]).map((line) => `  ${line}`),
    `at the threshold: ${grouped(truePositives)} anomalies found, ${grouped(falseNegatives)} missed; ${grouped(falsePositives)} of ${counted(falsePositives + trueNegatives, 'normal row')} flagged`,
    `  precision ${drawFigure(precision)}, recall ${drawFigure(recall)}, F1 ${drawFigure(f1)}, false alarms ${drawFigure(falseAlarms)}`,
  ]
}
