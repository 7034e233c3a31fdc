import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import type { Detections, Threshold } from '../../tasks/index.ts'
import { detect } from '../../tasks/index.ts'
import type { RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import type { OutValues } from '../output.ts'
import { csvText, outOptions, place, writeWhole } from '../output.ts'
import { amount, command, count, words } from '../parser.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly quantile: number | undefined
  readonly contamination: number | undefined
  readonly anomaly: string | undefined
  readonly columns: number | undefined
}

const thresholdOf = ({ quantile, contamination }: Values): Either.Either<Faults, Threshold> => {
  if (quantile !== undefined && contamination !== undefined)
    return Either.left([
      {
        fault: 'contradiction',
        where: 'detect',
        expected: '--quantile or --contamination',
        found: 'both',
        remedy: 'leave one out',
      },
    ])
  return Either.right(contamination === undefined ? { quantile: quantile ?? 0.99 } : { contamination })
}

/** Which rows are anomalies by their labels. */
const anomalousOf = (
  labels: ReadonlyArray<string> | undefined,
  { label, anomaly = '1' }: Values,
): Either.Either<Faults, ReadonlyArray<boolean> | undefined> => {
  if (label === undefined || labels === undefined) return Either.right(undefined)
  const anomalous = labels.map((value) => value === anomaly)
  if (anomalous.some((is) => is) && !anomalous.every((is) => is)) return Either.right(anomalous)
  const found = [...new Set(labels)].slice(0, 8).join(', ')
  return Either.left([
    {
      fault: 'one class',
      where: `column "${label}"`,
      expected: `some rows labelled ${anomaly} and some not`,
      found: `the labels ${found}`,
      remedy: 'name the label of anomalies with --anomaly VALUE',
    },
  ])
}

const resultCsv = ({ rows }: Detections, most: number): string => {
  const header = [
    'row',
    'score',
    'anomaly',
    ...Array.from({ length: most }, (_, i) => [`column.${i + 1}`, `share.${i + 1}`]).flat(),
  ]
  const lines = rows.map(({ score, anomaly, columns }, i) => [
    i + 1,
    score,
    anomaly ? 1 : 0,
    ...columns.flatMap(({ column, share }) => [column, share.toFixed(4)]),
  ])
  return csvText(header, lines)
}

const detectCommand = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const fail = (faults: Faults): ExitCode => refuse(terminal, faults, values.json)
  const threshold = thresholdOf(values)
  if (Either.isLeft(threshold)) return fail(threshold.left)
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return fail(opened.left)
  const rows = await readRows(opened.right, values)
  if (Either.isLeft(rows)) return fail(rows.left)
  const anomalous = anomalousOf(rows.right.raw.labels, values)
  if (Either.isLeft(anomalous)) return fail(anomalous.left)
  const { run, session } = opened.right
  const columns = Math.min(
    values.columns ?? 3,
    run.model.input.reduce((a, b) => a * b, 1),
  )
  const found = await detect(session, run.weights, rows.right.scaled, {
    training: run.scores,
    threshold: threshold.right,
    columns,
    ...(anomalous.right === undefined ? {} : { anomalous: anomalous.right }),
  })
  const written = await writeWhole(place(values, 'anomalies.csv'), resultCsv(found, columns))
  if (Either.isLeft(written)) return fail(written.left)
  const flagged = found.rows.filter(({ anomaly }) => anomaly).length
  if (values.json)
    terminal.print(
      JSON.stringify({
        rows: found.rows.length,
        anomalies: flagged,
        threshold: found.threshold,
        path: written.right,
        ...(found.rocAuc === undefined ? {} : { rocAuc: found.rocAuc }),
      }),
    )
  else {
    terminal.print(
      `${flagged} of ${found.rows.length} rows score above ${found.threshold.toPrecision(5)}; written to ${written.right}`,
    )
    if (found.rocAuc !== undefined) terminal.print(`ROC AUC ${found.rocAuc.toFixed(4)}`)
  }
  return 0
}

export const detectParser = command(
  {
    name: 'detect',
    brief: 'Score every row by its reconstruction error, flag the high ones and name the columns that contribute most.',
    examples: [
      'isthmus detect runs/sensors --data today.csv --quantile 0.99',
      'isthmus detect runs/cardio --data cardio.csv --label y --anomaly 1 --contamination 0.1',
    ],
  },
  {
    ...runOptions,
    ...outOptions,
    quantile: amount('--quantile', 'The threshold as a quantile of the training rows’ scores; 0.99 by default.', {
      min: 0,
      max: 1,
    }),
    contamination: amount('--contamination', 'The threshold as the share of these rows that are anomalies.', {
      min: 0,
      max: 1,
    }),
    anomaly: words('--anomaly', 'VALUE', 'The label of anomalies in the --label column; 1 by default.'),
    columns: count('--columns', 'How many columns to name for each row; 3 by default.'),
  },
  detectCommand,
)
