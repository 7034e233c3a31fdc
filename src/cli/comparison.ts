import { counted } from '../codec/index.ts'
import type { Evaluation } from '../node/evaluateRun.ts'
import type { Interval } from '../statistics/index.ts'
import type { ColumnErrors, MetricGroup, MetricResult } from '../tasks/index.ts'

const figure = (value: number): string =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? value.toFixed(5) : value.toExponential(4)

/** Below this part of the model's error, the error of PCA is rounding: no ratio means anything. */
const negligible = 1e-9

/** From this ratio on, percentages are hard to read. */
const maxRatio = 2

/** The error in relation to that of PCA. */
const relation = (error: number, pca: number): string => {
  if (error === pca) return 'as PCA'
  if (pca <= negligible * error) return 'above PCA'
  const ratio = error / pca
  if (ratio >= maxRatio) return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en-US')} × PCA’s`
  const percent = (1 - ratio) * 100
  return percent >= 0 ? `${percent.toFixed(1)} % below PCA` : `${(-percent).toFixed(1)} % above PCA`
}

/** A figure with as many digits as a reader needs. */
const short = (value: number): string => {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e6) return String(value)
  return size >= 1e-3 && size < 1e6 ? value.toPrecision(size < 1 ? 3 : 4) : value.toExponential(2)
}

const line = (name: string, value: string): string => `${name.padEnd(20)} ${value}`

const parts = ['test', 'validation', 'training']

const pcaLines = ({ pca, withoutPca }: Evaluation): ReadonlyArray<string> => {
  if (pca !== undefined) return [line(`PCA, ${counted(pca.components, 'component')}`, figure(pca.mse))]
  return withoutPca === undefined ? [] : [line('PCA', `left out, ${withoutPca}`)]
}

const shortInterval = (interval: Interval | undefined): string =>
  interval === undefined ? '' : ` [${short(interval.low)}, ${short(interval.high)}]`

const percent = (share: number): string => `${(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`

/** The verdict on the gap between training rows and others. */
const fitLines = ({ fit }: Evaluation): ReadonlyArray<string> => {
  if (fit === undefined) return []
  const { summary, advice, training, heldOut, gap, interval } = fit
  const between = interval === undefined ? '' : ` [${percent(interval.low)}, ${percent(interval.high)}]`
  return [
    line('verdict', summary),
    line('', `loss of training rows ${short(training)}, of these ${short(heldOut)}: ${percent(gap)}${between} above`),
    ...(advice === undefined ? [] : [line('', `try ${advice}`)]),
  ]
}

/** The most columns that are printed; JSON has all. */
const maxColumns = 20

const columnCells = ({ column, mae, rmse, r2, accuracy, pca }: ColumnErrors): ReadonlyArray<string> => [
  column,
  accuracy === undefined ? short(mae ?? Number.NaN) : `${percent(accuracy)} right`,
  rmse === undefined ? '' : short(rmse),
  r2 === undefined ? '' : r2.toFixed(3),
  pca === undefined ? '' : accuracy === undefined ? short(pca) : `${percent(pca)} right`,
]

/** Rows of cells as columns of one width; the first is on the left, the others on the right. */
const aligned = (table: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (table[0] ?? []).map((_, j) => Math.max(...table.map((row) => row[j]?.length ?? 0)))
  return table.map((row) =>
    row
      .map((cell, j) => (j === 0 ? cell.padEnd(widths[j] ?? 0) : cell.padStart(widths[j] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** The columns of a table with their errors in their own units, the worst reconstructed first. */
const columnLines = ({ columns = [] }: Evaluation): ReadonlyArray<string> => {
  if (columns.length === 0) return []
  const quality = ({ r2, accuracy = Number.POSITIVE_INFINITY }: ColumnErrors): number => r2 ?? accuracy
  const shown = columns.toSorted((a, b) => quality(a) - quality(b)).slice(0, maxColumns)
  const hasPca = columns.some(({ pca }) => pca !== undefined)
  const head = ['by column, in its units', 'MAE', 'RMSE', 'R²', hasPca ? 'PCA RMSE' : '']
  const left = columns.length - shown.length
  return [
    ...aligned([head, ...shown.map((one) => columnCells(one).map((cell, j) => (j === 0 ? `  ${cell}` : cell)))]),
    ...(left > 0 ? [`  … and ${counted(left, 'column')} that are reconstructed better; --json has all`] : []),
  ]
}

const metricText = (result: MetricResult): string => {
  if ('undefined' in result) return `undefined: ${result.undefined}`
  const { value, interval, note, beside, parts: own } = result
  const byPart = Object.entries(own ?? {}).map(([name, part]) => `${name} ${short(part)}`)
  const remarks = [
    ...(note === undefined ? [] : [note]),
    ...(beside === undefined ? [] : [`${beside.name}: ${short(beside.value)}`]),
    ...byPart,
  ]
  return `${short(value)}${shortInterval(interval)}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

const metricWidth = 38

const groupOrder: ReadonlyArray<MetricGroup> = [
  'reconstruction',
  'code',
  'generation',
  'disentanglement',
  'dictionary',
  'data',
]

/** Metrics by group. That of the first lines is left out. */
const metricLines = ({ metrics = [] }: Evaluation): ReadonlyArray<string> => {
  const shown = metrics.filter(({ metric }) => metric !== 'mse')
  const groups = groupOrder.filter((group) => shown.some((result) => result.group === group))
  return groups.flatMap((group) => [
    group,
    ...shown
      .filter((result) => result.group === group)
      .map((result) => `  ${result.title.padEnd(metricWidth)} ${metricText(result)}`),
  ])
}

/** The lines of a bound on the log-likelihood. */
const boundLines = ({ bound, elbo }: Evaluation): ReadonlyArray<string> => [
  ...(bound === undefined
    ? []
    : [
        line(
          'log-likelihood',
          `at least ${figure(bound.mean)} ± ${figure(bound.error)} nats a row, by ${bound.samples} samples`,
        ),
      ]),
  ...(elbo === undefined
    ? []
    : [
        line(
          'evidence lower bound',
          `${figure(elbo.mean)} ± ${figure(elbo.error)} nats a row, by a sampled code of each row`,
        ),
      ]),
]

const intervalText = (interval: Interval | undefined): string =>
  interval === undefined ? '' : ` [${figure(interval.low)}, ${figure(interval.high)}]`

const mseInterval = ({ metrics = [] }: Evaluation): string => {
  const found = metrics.find(({ metric }) => metric === 'mse')
  return found === undefined || 'undefined' in found ? '' : intervalText(found.interval)
}

/** Whether the loss is of a model that samples its codes, so that the loss without noise is not the one of training. */
const isVariational = ({ elbo, terms }: Evaluation): boolean =>
  elbo !== undefined || Object.keys(terms).some((name) => name.startsWith('kl'))

const hasIntervals = ({ metrics = [] }: Evaluation): boolean =>
  metrics.some((result) => !('undefined' in result) && result.interval !== undefined)

/** An evaluation as lines: rows, the loss by terms, the squared error, bounds, that of PCA; then columns, verdict, metrics. */
export const comparisonLines = (evaluation: Evaluation): ReadonlyArray<string> => {
  const { part, rows, loss, terms, mse, pca } = evaluation
  const byTerm = Object.entries(terms).map(([name, value]) => `${name} ${figure(value)}`)
  const remark = isVariational(evaluation) ? '; without noise, so no bound' : ''
  return [
    line(parts.includes(part) ? `${part} rows` : `rows of ${part}`, String(rows)),
    line('loss', `${figure(loss)} (${byTerm.join(', ')}${remark})`),
    line(
      'mean squared error',
      `${figure(mse)}${mseInterval(evaluation)}${pca === undefined ? '' : `, ${relation(mse, pca.mse)}`}`,
    ),
    ...boundLines(evaluation),
    ...pcaLines(evaluation),
    ...fitLines(evaluation),
    ...columnLines(evaluation),
    ...metricLines(evaluation),
    ...(hasIntervals(evaluation) ? ['in brackets: 95 % bootstrap intervals over the rows'] : []),
  ]
}
