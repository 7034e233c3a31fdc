import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Dataset, Parts } from '../data/index.ts'
import { take } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { comparedRowsOf, heldOut } from '../fitted/index.ts'
import type { DiagnoseOptions, DiagnosisReport, EpochOfHistory } from '../tasks/index.ts'
import { diagnose, inferenceOf } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { onEngine } from './engine.ts'
import { partsOf, withSession } from './evaluateRun.ts'
import type { HistoryRow } from './history.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { readRowsTask } from './rows.ts'

export interface DiagnoseRunOptions extends RowsOptions, Omit<DiagnoseOptions, 'heldOut' | 'history'> {}

/** A diagnosis of a run, with the part of the data that was held out: test, validation, the name of a file. */
export interface RunDiagnosis extends DiagnosisReport {
  readonly part?: string
}

const historyOf = (rows: ReadonlyArray<HistoryRow>): ReadonlyArray<EpochOfHistory> =>
  rows.flatMap(({ epoch, train, validation }) =>
    epoch === undefined || train === undefined ? [] : [{ epoch, train, ...present({ validation }) }],
  )

/** The rows that were not trained on: those of a file, or those that the run held out, where it did. */
const heldFor = (
  run: Run,
  parts: Parts,
  options: RowsOptions,
): FallibleTask<readonly [part: string, rows: Dataset] | undefined> => {
  const { data } = options
  if (data === undefined) {
    const [part, rows] = heldOut(parts)
    return TaskEither.right(part === 'training' ? undefined : [part, rows])
  }
  return pipe(
    readRowsTask(run, options),
    TaskEither.flatMapEither((raw) => comparedRowsOf(run.registry, run.model.trained, raw)),
    TaskEither.map((rows) => [data, rows] as const),
  )
}

/**
 * Diagnoses a run on the rows that it was trained on, read again from its own data. `rows` limits both these and the rows held
 * out to the first ones; `data` names a file to take the latter from.
 */
export const diagnoseRunTask = (run: Run, options: DiagnoseRunOptions = {}): FallibleTask<RunDiagnosis> => {
  const { rows: most = Number.POSITIVE_INFINITY, diagnoses, use, seed } = options
  const { trained } = run.model
  return pipe(
    partsOf(run),
    TaskEither.bindTo('parts'),
    TaskEither.bind('held', ({ parts }) => heldFor(run, parts, options)),
    TaskEither.flatMap(({ parts, held }) =>
      pipe(
        onEngine(() =>
          withSession(run.engine, trained, (session) => {
            const inference = (rows: Dataset) =>
              inferenceOf((task) => task(session), trained.model, trained.weights, take(rows, most))
            return diagnose(inference(parts.train), {
              history: historyOf(run.history),
              ...present({ heldOut: held && inference(held[1]), diagnoses, use, seed }),
            })
          }),
        ),
        TaskEither.flatMapEither((report) => report),
        TaskEither.map((report) => ({ ...report, ...present({ part: held?.[0] }) })),
      ),
    ),
  )
}
