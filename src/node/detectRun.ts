import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { drawFaults, orThrow } from '../codec/index.ts'
import type { Dataset, RawDataset } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { DetectOptions } from '../fitted/index.ts'
import { detectPrepared } from '../fitted/index.ts'
import type { Detections } from '../tasks/index.ts'
import { callModel } from './engine.ts'
import { partsOf } from './evaluateRun.ts'
import type { Run } from './openRun.ts'

export interface DetectRunOptions extends Omit<DetectOptions, 'baselines'> {
  /**
   * Whether rows with labels are scored by simple detectors too, which are fitted on the training rows of the run; true by
   * default. Where its data cannot be read any more, a notice says so.
   */
  readonly baselines?: boolean
}

/** The training rows that a score or baselines are fitted on, or why there are none. */
interface Training {
  readonly rows?: Dataset
  readonly notices: ReadonlyArray<string>
}

const none: Training = { notices: [] }

const trainingOf = (run: Run, { anomalous, baselines = true, score }: DetectRunOptions): FallibleTask<Training> => {
  if (score === undefined && (anomalous === undefined || !baselines)) return TaskEither.right(none)
  return pipe(
    partsOf(run),
    TaskEither.map(({ train }): Training => ({ rows: train, notices: [] })),
    TaskEither.orElse((faults): FallibleTask<Training> =>
      score !== undefined
        ? TaskEither.left(faults)
        : TaskEither.right({ notices: [`no baselines, as the training rows cannot be read: ${drawFaults(faults)}`] }),
    ),
  )
}

/** Detects anomalies in rows by a run; rows with labels beside detectors that are fitted on its training rows. */
export const detectRunTask = (run: Run, rows: RawDataset, options: DetectRunOptions = {}): FallibleTask<Detections> => {
  const { baselines = true, ...own } = options
  const detecting = { registry: run.registry, trained: run.model.trained, inference: run.model.inference }
  return pipe(
    trainingOf(run, options),
    TaskEither.flatMap(({ rows: training, notices }) =>
      pipe(
        callModel(async () => orThrow(await detectPrepared(detecting, rows, own, training, baselines))),
        TaskEither.map((detections) => ({ ...detections, notices: [...detections.notices, ...notices] })),
      ),
    ),
  )
}
