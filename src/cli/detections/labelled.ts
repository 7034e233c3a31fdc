import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { DetectOptions } from '../../fitted/index.ts'
import type { Run } from '../../node/index.ts'
import type { RunValues } from '../options.ts'
import { readRows } from '../run.ts'
import type { Terminal } from '../terminal.ts'
import type { LabelValues } from './labels.ts'
import { anomalousOf } from './labels.ts'
import type { ThresholdValues } from './threshold.ts'

const unlabelled = (path: string): Fault => ({
  fault: 'wrong usage',
  where: '--labelled',
  expected: 'the column of labels',
  found: `${path} without one`,
  remedy: 'name it: --label COLUMN',
})

/** The rows with labels that a threshold is set by. */
export const labelledOf = (
  run: Run,
  values: RunValues & ThresholdValues & LabelValues,
  terminal: Terminal,
): FallibleTask<DetectOptions['labelled']> => {
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
