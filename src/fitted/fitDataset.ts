import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { Engine } from '../engines/index.ts'
import type { Registry, Spec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { stream } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { AnyJob, Outcome, Progress } from '../training/index.ts'
import { train } from '../training/index.ts'
import type { CheckpointOptions, Checkpoints } from './checkpoints.ts'
import { checkpointsOf } from './checkpoints.ts'
import { withoutEngineError } from './chosenEngine.ts'
import type { Training } from './defaultTraining.ts'
import { packageVersion } from './packageVersion.ts'
import { inferencePlan, jobFor } from './plan.ts'
import type { GivenRows, Prepared } from './prepare.ts'
import { prepare } from './prepare.ts'
import type { GivenSparse } from './prepareSparse.ts'
import { prepareSparse } from './prepareSparse.ts'
import { fitScores, referenceRows } from './scores.ts'
import { spreadOf } from './spread.ts'
import type { GivenStream } from './streamed/prepareStream.ts'
import { prepareStream } from './streamed/prepareStream.ts'
import type { TrainedModel } from './trainedModel.ts'

/** A spec with its model and everything that training takes. */
export interface Task {
  readonly spec: Spec
  readonly model: Model
  readonly training: Training
}

export interface Watching extends CheckpointOptions {
  /** Is given the job when rows and optimiser are ready, before the first step. */
  readonly onStart?: (job: AnyJob) => void
  /** Is given every step that is reported, and every epoch. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends training early; the weights so far are kept. */
  readonly signal?: AbortSignal
}

/** A trained model, with how training went and the rows that it was given. */
export interface FitResult {
  readonly trained: TrainedModel
  readonly outcome: Outcome
  readonly prepared: Prepared
}

/** Runs a job to its end. */
const run = async (
  job: AnyJob,
  engine: Engine,
  { onProgress, signal }: Watching,
  { training, flush }: Checkpoints,
): Promise<Outcome> => {
  const progress = train(job, engine, signal, training)
  try {
    for (;;) {
      const next = await progress.next()
      if (next.done === true) {
        if (next.value.ending === 'interrupted') flush()
        return next.value
      }
      onProgress?.(next.value)
    }
  } catch (error) {
    // An error of `onProgress` ends the generator too, which closes the session.
    await progress.throw(error)
    throw error
  }
}

const provenanceOf = (job: AnyJob, engine: Engine, prepared: Prepared, training: Training, outcome: Outcome) => ({
  version: packageVersion,
  engine: engine.name,
  date: new Date().toISOString(),
  seed: training.seed ?? 0,
  rows: prepared.counts,
  epochs: outcome.history.length,
  epoch: outcome.epoch,
  step: outcome.state.step,
  total: job.plan.total,
  ending: outcome.ending,
  scores: referenceRows(job, prepared).part,
  ...present({ validation: outcome.history.find(({ epoch }) => epoch === outcome.epoch)?.validation }),
})

/**
 * The model with the sorted scores of the rows that thresholds come from, and the spread of their residuals, or of those of
 * the training rows where they are not in memory.
 */
const scored = async (
  registry: Registry,
  unscored: TrainedModel,
  job: AnyJob,
  engine: Engine,
  prepared: Prepared,
): Promise<TrainedModel> => {
  const session = await engine.open(job.model, inferencePlan(job.plan.total))
  try {
    const reference = referenceRows(job, prepared)
    const { rows } = reference
    const scores = await fitScores(registry, unscored, session, prepared.parts, reference)
    const spread = await spreadOf(registry, unscored, session, 'csr' in rows ? prepared.parts.train : rows)
    return { ...unscored, ...scores, ...present({ spread }) }
  } finally {
    await session.close()
  }
}

const trainPrepared = async (
  registry: Registry,
  { spec, model, training }: Task,
  job: AnyJob,
  prepared: Prepared,
  engine: Engine,
  watching: Watching,
  checkpoints: Checkpoints,
): Promise<FitResult> => {
  watching.onStart?.(job)
  const outcome = await run(job, engine, watching, checkpoints)
  const unscored: TrainedModel = {
    spec,
    model,
    weights: { parameters: outcome.state.parameters, buffers: outcome.state.buffers },
    preprocessing: prepared.preprocessing,
    scores: new Float32Array(0),
    provenance: provenanceOf(job, engine, prepared, training, outcome),
    ...present({ columns: prepared.raw.columns, schema: prepared.raw.schema }),
  }
  return { trained: await scored(registry, unscored, job, engine, prepared), outcome, prepared }
}

/** Rows to train on, of any kind. */
export type AnyRows = GivenRows | GivenSparse | GivenStream

const isSparseGiven = (rows: GivenRows | GivenSparse): rows is GivenSparse => 'csr' in rows.data

/** Rows ready to train a task on: split and preprocessed. Those in memory are used up. */
export const prepareRows = async (
  registry: Registry,
  { training, model }: Pick<Task, 'training' | 'model'>,
  seed: Stream,
  rows: AnyRows,
): Promise<Fallible<Prepared>> => {
  if ('stream' in rows) return prepareStream(registry, training, model, seed, rows)
  return isSparseGiven(rows)
    ? prepareSparse(registry, training, model, seed, rows)
    : prepare(registry, training, model, seed, rows)
}

/**
 * Trains a model on data sets, which are used up: prepares the rows, trains, scores the training rows. Where training
 * met numbers that are not finite, the outcome says so and the model has the weights before that step.
 */
export const fitDataset = (
  registry: Registry,
  task: Task,
  rows: AnyRows,
  engine: Engine,
  watching: Watching = {},
): Promise<Fallible<FitResult>> =>
  withoutEngineError(async () => {
    const seed = stream(task.training.seed ?? 0)
    const ready = pipe(
      await prepareRows(registry, task, seed, rows),
      Either.bindTo('prepared'),
      Either.bind('job', ({ prepared: { training, validation } }) =>
        jobFor(registry, task.training, task.model, seed, { train: training, validation }),
      ),
      Either.bind('checkpoints', ({ job }) =>
        checkpointsOf(job, engine, { spec: task.spec, training: task.training }, watching),
      ),
    )
    if (Either.isLeft(ready)) return ready
    const { job, prepared: given, checkpoints } = ready.right
    return Either.right(await trainPrepared(registry, task, job, given, engine, watching, checkpoints))
  })
