import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Faults } from '../../codec/index.ts'
import { counted, failure, show } from '../../codec/index.ts'
import type { RawDataset } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { writeRows } from '../../node/writeFile.ts'
import type { DetectOptions } from '../../fitted/index.ts'
import { keptColumnsTask } from '../../node/keptColumns.ts'
import type { NormalRows } from '../../node/normalRows.ts'
import { normalRowsTask } from '../../node/normalRows.ts'
import { endingsFor } from '../../node/writers/index.ts'
import type { Threshold } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { countLine, oddestJson, oddestLines } from '../detections/lines.ts'
import type { Found, Order } from '../detections/table.ts'
import { detectionTable } from '../detections/table.ts'
import { namesIn } from '../names.ts'
import { amount, command, count, flag, words } from '../parser.ts'
import type { Ready } from '../run.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly quantile: number | undefined
  readonly contamination: number | undefined
  readonly anomaly: string | undefined
  readonly columns: number | undefined
  readonly top: number | undefined
  readonly sort: boolean
  readonly onlyAnomalies: boolean
  readonly keep: string | undefined
  readonly nearest: boolean
}

const thresholdOf = ({ quantile, contamination }: Values): Fallible<Threshold> =>
  quantile !== undefined && contamination !== undefined
    ? failure({
        fault: 'wrong usage',
        where: 'isthmus detect',
        expected: '--quantile or --contamination',
        found: 'both',
        remedy: 'leave one out',
      })
    : Either.right(contamination === undefined ? { quantile: quantile ?? 0.99 } : { contamination })

const maxLabels = 8

/** Which rows are anomalies by their labels. */
const anomalousOf = (
  { labels }: RawDataset,
  { label, anomaly = '1' }: Values,
): Fallible<ReadonlyArray<boolean> | undefined> => {
  if (label === undefined || labels === undefined) return Either.right(undefined)
  const anomalous = labels.map((value) => value === anomaly)
  if (anomalous.some((is) => is) && !anomalous.every((is) => is)) return Either.right(anomalous)
  const different = [...new Set(labels)]
  return failure({
    fault: 'one class',
    where: `column "${label}"`,
    expected: `some rows labelled ${show(anomaly)} and some not`,
    found: `only the labels ${different.slice(0, maxLabels).map(show).join(', ')}${different.length > maxLabels ? ', …' : ''}`,
    remedy: 'name the label of anomalies with --anomaly VALUE',
  })
}

/** The rows by falling score. */
const byOddness = ({ detections: { rows } }: Found): Order =>
  [...rows.keys()].toSorted((a, b) => (rows[b]?.score ?? 0) - (rows[a]?.score ?? 0))

/** The rows that are written, in their order. */
const written = (found: Found, { sort, onlyAnomalies }: Values): Order => {
  const { rows } = found.detections
  const order = sort ? byOddness(found) : [...rows.keys()]
  return onlyAnomalies ? order.filter((row) => rows[row]?.anomaly === true) : order
}

const outputOf = (found: Found, values: Values, path: string): Output => {
  const { rows, threshold, rocAuc } = found.detections
  const oddest = byOddness(found).slice(0, values.top ?? 10)
  const count = written(found, values).length
  return {
    lines: [
      countLine(found),
      ...(rocAuc === undefined ? [] : [`ROC AUC ${rocAuc.toFixed(4)}`]),
      ...oddestLines(found, oddest),
      values.onlyAnomalies
        ? `the ${counted(count, 'anomaly', 'anomalies')} ${count === 1 ? 'is' : 'are'} in ${path}`
        : `the scores of all rows are in ${path}`,
    ],
    json: {
      rows: rows.length,
      anomalies: rows.filter(({ anomaly }) => anomaly).length,
      threshold,
      path,
      ...present({ rocAuc }),
      contributions: found.reasons.basis,
      oddest: oddestJson(found, oddest),
    },
  }
}

const detections = (
  { run, rows }: Ready,
  values: Values,
  terminal: Terminal,
  normal: NormalRows | undefined,
  options: Omit<DetectOptions, 'columns'>,
): FallibleTask<Pick<Found, 'detections' | 'reasons' | 'columns'>> => {
  const columns = Math.min(values.columns ?? 3, product(run.model.model.target))
  return callModel(() =>
    withStatus(terminal, `scoring ${counted(rows.length, 'row')}`, async () => ({
      columns,
      detections: await run.model.detect(rows, { columns, ...options }),
      reasons: await run.model.reasons(rows, { columns, ...present({ normal: normal?.rows }) }),
    })),
  )
}

const detect = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(thresholdOf(values)),
    TaskEither.bindTo('threshold'),
    TaskEither.bind('ready', () => ready(values, terminal, 'anomalies', 'table')),
    TaskEither.bind('anomalous', ({ ready: { rows } }) => TaskEither.fromEither(anomalousOf(rows, values))),
    TaskEither.bind('kept', ({ ready: { run } }) => keptColumnsTask(run, values, namesIn(values.keep))),
    TaskEither.bind('normal', ({ ready: { run } }) =>
      values.nearest ? normalRowsTask(run) : TaskEither.right<Faults, NormalRows | undefined>(undefined),
    ),
    TaskEither.bind('found', ({ threshold, anomalous, normal, kept, ready: given }) =>
      pipe(
        detections(given, values, terminal, normal, { threshold, ...present({ anomalous }) }),
        TaskEither.map((results): Found => ({ ...results, named: given.named, kept, ...present({ normal }) })),
      ),
    ),
    TaskEither.bind('path', ({ ready: { to }, found }) => writeRows(to, detectionTable(found, written(found, values)))),
    TaskEither.map(({ found, path }) => outputOf(found, values, path)),
  )

export const detectCommand = command(
  [
    'isthmus detect runs/sensors --data today.csv --quantile 0.99',
    'isthmus detect runs/sensors --data today.csv --top 5 --keep machine,city --only-anomalies --out odd.csv',
    'isthmus detect runs/cardio --data cardio.csv --label y --anomaly 1 --contamination 0.1',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('table')),
    quantile: amount('--quantile', 'Threshold as a quantile of the scores of the training rows; 0.99 by default.', {
      min: 0,
      max: 1,
    }),
    contamination: amount('--contamination', 'Threshold as the share of these rows that are anomalies.', {
      min: 0,
      max: 1,
    }),
    anomaly: words('--anomaly', 'VALUE', 'Label of anomalies in the --label column; 1 by default.'),
    columns: count('--columns', 'How many columns to name for each row; 3 by default.'),
    top: count('--top', 'How many of the oddest rows to print; 10 by default.', { min: 0 }),
    sort: flag('--sort', 'Writes the oddest rows first.'),
    onlyAnomalies: flag('--only-anomalies', 'Writes only the rows above the threshold.'),
    keep: words('--keep', 'COLUMNS', 'Columns of the file to copy into what is written: id,city.'),
    nearest: flag('--nearest', 'Names the most similar training row of each row, from the data of the run.'),
  },
  detect,
)
