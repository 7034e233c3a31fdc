import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../../codec/index.ts'
import { counted } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { DetectOptions, Threshold } from '../../fitted/index.ts'
import { detectRunTask } from '../../node/detectRun.ts'
import { callModel } from '../../node/engine.ts'
import { keptColumnsTask } from '../../node/keptColumns.ts'
import type { NormalRows } from '../../node/normalRows.ts'
import { normalRowsTask } from '../../node/normalRows.ts'
import { writeRows } from '../../node/writeFile.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { namesIn } from '../names.ts'
import type { RunValues } from '../options.ts'
import type { Ready } from '../run.ts'
import { withRows } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'
import { labelledOf } from './labelled.ts'
import type { LabelValues } from './labels.ts'
import { anomalousOf } from './labels.ts'
import type { WrittenValues } from './output.ts'
import { outputOf, written } from './output.ts'
import type { Found } from './table.ts'
import { detectionTable } from './table.ts'
import type { ScoreValues } from './score.ts'
import { scoreOf } from './score.ts'
import type { ThresholdValues } from './threshold.ts'

/** The values of the options of `detect` for rows of a table. */
export interface RowValues extends RunValues, ScoreValues, ThresholdValues, LabelValues, WrittenValues {
  readonly noBaselines: boolean
  readonly columns: number | undefined
  readonly keep: string | undefined
  readonly nearest: boolean
}

const scored = (
  { run, rows }: Ready,
  values: RowValues,
  normal: NormalRows | undefined,
  options: Pick<DetectOptions, 'threshold' | 'score' | 'anomalous' | 'labelled'>,
): FallibleTask<Pick<Found, 'detections' | 'reasons' | 'columns'>> => {
  const columns = Math.min(values.columns ?? 3, product(run.model.model.target))
  return pipe(
    detectRunTask(run, rows, { ...options, columns, baselines: !values.noBaselines }),
    TaskEither.bindTo('detections'),
    TaskEither.bind('reasons', () =>
      callModel(() => run.model.reasons(rows, { columns, ...present({ normal: normal?.rows }) })),
    ),
    TaskEither.map((found) => ({ ...found, columns })),
  )
}

/** Scores rows, and says which are anomalies and why. */
export const detectRows = (
  opened: Pick<Ready, 'run' | 'to'>,
  threshold: Threshold,
  values: RowValues,
  terminal: Terminal,
): FallibleTask<Output> =>
  pipe(
    withRows(opened, values, terminal),
    TaskEither.bindTo('ready'),
    TaskEither.bind('score', () => TaskEither.fromEither(scoreOf(values))),
    TaskEither.bind('anomalous', ({ ready: { rows } }) => TaskEither.fromEither(anomalousOf(rows, values))),
    TaskEither.bind('labelled', () => labelledOf(opened.run, values, terminal)),
    TaskEither.bind('kept', () => keptColumnsTask(opened.run, values, namesIn(values.keep))),
    TaskEither.bind('normal', () =>
      values.nearest ? normalRowsTask(opened.run) : TaskEither.right<Faults, NormalRows | undefined>(undefined),
    ),
    TaskEither.bind('found', ({ score, anomalous, labelled, normal, kept, ready }) =>
      pipe(
        withStatusTask(
          terminal,
          `scoring ${counted(ready.rows.length, 'row')}`,
          scored(ready, values, normal, { threshold, ...present({ score, anomalous, labelled }) }),
        ),
        TaskEither.map((results): Found => ({ ...results, named: ready.named, kept, ...present({ normal }) })),
      ),
    ),
    TaskEither.bind('proposal', ({ kept, ready: { run, rows } }) =>
      callModel(() => run.model.proposeCondition(rows, kept)),
    ),
    TaskEither.bind('path', ({ ready: { to }, found }) => writeRows(to, detectionTable(found, written(found, values)))),
    TaskEither.tapIO(
      ({ found: { detections } }) =>
        () =>
          detections.notices.forEach((notice) => terminal.log(notice)),
    ),
    TaskEither.map(({ found, proposal, path }) => outputOf(found, proposal, values, path)),
  )
