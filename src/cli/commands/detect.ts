import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, failure, show } from '../../codec/index.ts'
import type { RawDataset } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { writeRows } from '../../node/writeFile.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../../node/writers/index.ts'
import { endingsFor, tableOut } from '../../node/writers/index.ts'
import type { Detections, Threshold } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { amount, command, count, words } from '../parser.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly quantile: number | undefined
  readonly contamination: number | undefined
  readonly anomaly: string | undefined
  readonly columns: number | undefined
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

/** The scores as a table, with the columns that contribute most and their shares. */
const resultRows = ({ rows }: Detections, columnCount: number, named: NamedRows): RowsOut => {
  const numbers = (name: string, at: (row: number) => number | undefined): ColumnOut => ({
    kind: 'numbers',
    name,
    bits: 64,
    at: (row) => at(row) ?? Number.NaN,
  })
  const contribution = (i: number): ReadonlyArray<ColumnOut> => [
    { kind: 'text', name: `column.${i + 1}`, at: (row) => rows[row]?.columns[i]?.column },
    numbers(`share.${i + 1}`, (row) => Number(rows[row]?.columns[i]?.share.toFixed(4))),
  ]
  const columns = [
    numbers('row', (row) => row + 1),
    numbers('score', (row) => rows[row]?.score),
    numbers('anomaly', (row) => (rows[row]?.anomaly === true ? 1 : 0)),
    ...Array.from({ length: columnCount }, (_, i) => contribution(i)).flat(),
  ]
  return tableOut(rows.length, columns, named)
}

const outputOf = ({ rows, threshold, rocAuc }: Detections, path: string): Output => {
  const anomalies = rows.filter(({ anomaly }) => anomaly).length
  return {
    lines: [
      `${anomalies} of ${counted(rows.length, 'row')} ${anomalies === 1 ? 'scores' : 'score'} above the threshold ${threshold.toPrecision(5)}`,
      ...(rocAuc === undefined ? [] : [`ROC AUC ${rocAuc.toFixed(4)}`]),
      `the scores of all rows are in ${path}`,
    ],
    json: { rows: rows.length, anomalies, threshold, path, ...present({ rocAuc }) },
  }
}

const detect = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(thresholdOf(values)),
    TaskEither.bindTo('threshold'),
    TaskEither.bind('ready', () => ready(values, terminal, 'anomalies', 'table')),
    TaskEither.bind('anomalous', ({ ready: { rows } }) => TaskEither.fromEither(anomalousOf(rows, values))),
    TaskEither.flatMap(({ threshold, anomalous, ready: { run, rows, to, named } }) => {
      const columns = Math.min(values.columns ?? 3, product(run.model.model.target))
      return pipe(
        callModel(() =>
          withStatus(terminal, `scoring ${counted(rows.length, 'row')}`, () =>
            run.model.detect(rows, { threshold, columns, ...present({ anomalous }) }),
          ),
        ),
        TaskEither.bindTo('detections'),
        TaskEither.bind('path', ({ detections }) => writeRows(to, resultRows(detections, columns, named))),
      )
    }),
    TaskEither.map(({ detections, path }) => outputOf(detections, path)),
  )

export const detectCommand = command(
  [
    'isthmus detect runs/sensors --data today.csv --quantile 0.99',
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
  },
  detect,
)
