import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../codec/index.ts'
import { counted, failure } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { DetectOptions } from '../../fitted/index.ts'
import { detectRunTask } from '../../node/detectRun.ts'
import type { Run } from '../../node/index.ts'
import { writeRows } from '../../node/writeFile.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../../node/writers/index.ts'
import { endingsFor, tableOut } from '../../node/writers/index.ts'
import type { Detections } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { figureLines } from '../detections/figures.ts'
import type { LabelValues } from '../detections/labels.ts'
import { anomalousOf } from '../detections/labels.ts'
import type { ThresholdValues } from '../detections/threshold.ts'
import { thresholdLine, thresholdOf, thresholdOptions } from '../detections/threshold.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, count, flag, words } from '../parser.ts'
import { readRows, ready } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues, ThresholdValues, LabelValues {
  readonly columns: number | undefined
  readonly noBaselines: boolean
}

/** The scores as a table, with the columns that contribute most and their shares. */
const resultRows = ({ rows, threshold }: Detections, columnCount: number, named: NamedRows): RowsOut => {
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
    numbers('pValue', (row) => rows[row]?.pValue),
    numbers('threshold', () => threshold),
    numbers('anomaly', (row) => (rows[row]?.anomaly === true ? 1 : 0)),
    ...Array.from({ length: columnCount }, (_, i) => contribution(i)).flat(),
  ]
  return tableOut(rows.length, columns, named)
}

const outputOf = (detections: Detections, path: string): Output => {
  const { rows, threshold, set, labelled, notices } = detections
  const anomalies = rows.filter(({ anomaly }) => anomaly).length
  return {
    lines: [
      `${anomalies} of ${counted(rows.length, 'row')} ${anomalies === 1 ? 'scores' : 'score'} above the threshold ${threshold.toPrecision(5)}`,
      thresholdLine(detections),
      ...figureLines(labelled),
      `the scores of all rows are in ${path}`,
    ],
    json: { rows: rows.length, anomalies, threshold, set, path, notices, ...present({ labelled }) },
  }
}

/** The rows with labels that a threshold is set by. */
const labelledOf = (run: Run, values: Values, terminal: Terminal): FallibleTask<DetectOptions['labelled']> => {
  const { labelled } = values
  if (labelled === undefined) return TaskEither.right(undefined)
  return pipe(
    readRows(run, { ...values, data: labelled }, terminal),
    TaskEither.flatMapEither((rows) =>
      pipe(
        anomalousOf(rows, values),
        Either.flatMap((anomalous) =>
          anomalous === undefined ? failure(unlabelled(labelled)) : Either.right({ rows, anomalous }),
        ),
      ),
    ),
  )
}

const unlabelled = (path: string): Fault => ({
  fault: 'wrong usage',
  where: '--labelled',
  expected: 'the column of labels',
  found: `${path} without one`,
  remedy: 'name it: --label COLUMN',
})

const detect = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(thresholdOf(values)),
    TaskEither.bindTo('threshold'),
    TaskEither.bind('ready', () => ready(values, terminal, 'anomalies', 'table')),
    TaskEither.bind('anomalous', ({ ready: { rows } }) => TaskEither.fromEither(anomalousOf(rows, values))),
    TaskEither.bind('labelled', ({ ready: { run } }) => labelledOf(run, values, terminal)),
    TaskEither.flatMap(({ threshold, anomalous, labelled, ready: { run, rows, to, named } }) => {
      const columns = Math.min(values.columns ?? 3, product(run.model.model.target))
      const baselines = !values.noBaselines
      const found = detectRunTask(run, rows, { threshold, columns, baselines, ...present({ anomalous, labelled }) })
      return pipe(
        withStatusTask(terminal, `scoring ${counted(rows.length, 'row')}`, found),
        TaskEither.bindTo('detections'),
        TaskEither.bind('path', ({ detections }) => writeRows(to, resultRows(detections, columns, named))),
      )
    }),
    TaskEither.tapIO(
      ({ detections: { notices } }) =>
        () =>
          notices.forEach((notice) => terminal.log(notice)),
    ),
    TaskEither.map(({ detections, path }) => outputOf(detections, path)),
  )

export const detectCommand = command(
  [
    'isthmus detect runs/sensors --data today.csv --quantile 0.99',
    'isthmus detect runs/sensors --data today.csv --threshold conformal:alpha=0.01',
    'isthmus detect runs/cardio --data cardio.csv --label y --anomaly 1 --contamination 0.1',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('table')),
    ...thresholdOptions,
    anomaly: words('--anomaly', 'VALUE', 'Label of anomalies in the --label column; 1 by default, of two labels.'),
    noBaselines: flag('--no-baselines', 'Prints no figures of simple detectors beside those of the model.'),
    columns: count('--columns', 'How many columns to name for each row; 3 by default.'),
  },
  detect,
)
