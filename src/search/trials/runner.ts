import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import type { RawDataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import type { Engine } from '../../engines/index.ts'
import type { AnyRows, GivenRows, Prepared, Task } from '../../fitted/index.ts'
import { jobFor, prepareRows, withoutEngineError } from '../../fitted/index.ts'
import { stream } from '../../random/index.ts'
import { present } from '../../tensor/present.ts'
import type { TrialSettings } from './candidate.ts'
import { candidateOf } from './candidate.ts'
import type { PausableTraining, Reached } from './training.ts'
import { pausable } from './training.ts'

/** Trains trials, one at a time, and keeps those that pause. A worker is one, in this process or in another. */
export interface Runner {
  /** Trains a trial on until this epoch: from where it paused, or from the beginning, which comes to the same. */
  readonly run: (trial: number, spec: Readonly<Record<string, unknown>>, epoch: number) => Promise<Reached>
  /** Forgets a trial that paused. */
  readonly drop: (trial: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** At most so many trials are paused in memory; the oldest is trained anew if it goes on. */
const mostPaused = 64

const copied = (data: RawDataset): RawDataset =>
  select(
    data,
    Uint32Array.from({ length: data.length }, (_, i) => i),
  )

/** Rows of which those in memory may be used up. */
const copyOf = (rows: AnyRows): AnyRows => {
  if ('stream' in rows || 'csr' in rows.data) return rows
  // Dense rows: what is not a stream and not sparse.
  const { validation, test } = rows as GivenRows
  return { data: copied(rows.data), ...present({ validation, test }) }
}

/** Rows prepared for a task, once for all tasks that prepare them alike. */
const preparing = ({ registry }: TrialSettings, rows: AnyRows) => {
  const known = new Map<string, Promise<Fallible<Prepared>>>()
  return (task: Task): Promise<Fallible<Prepared>> => {
    const { training, model } = task
    const { preprocessing, targetPreprocessing, split, seed = 0 } = training
    const { input, target, condition } = model
    const key = JSON.stringify([preprocessing, targetPreprocessing, split, seed, input, target, condition?.spec])
    const found = known.get(key) ?? prepareRows(registry, task, stream(seed), copyOf(rows))
    known.set(key, found)
    return found
  }
}

const noValidation = (rows: number): Fault => ({
  fault: 'empty part',
  where: 'data, validation rows',
  expected: 'rows to compare trials on',
  found: `none of ${rows}`,
  remedy: 'hold some out in the space: split: { validation: 0.2, test: 0.2 }',
})

/** Trains trials on an engine in this process. */
export const localRunner = (settings: TrialSettings, rows: AnyRows, engine: Engine, signal?: AbortSignal): Runner => {
  const prepare = preparing(settings, rows)
  const paused = new Map<number, PausableTraining>()
  const drop = async (trial: number): Promise<void> => {
    await paused.get(trial)?.close()
    paused.delete(trial)
  }
  const begin = async (spec: Readonly<Record<string, unknown>>): Promise<Fallible<PausableTraining>> => {
    const task = candidateOf(settings, spec)
    if (Either.isLeft(task)) return task
    const { model, training } = task.right
    const prepared = await prepare(task.right)
    return pipe(
      prepared,
      Either.flatMap(({ training: train, validation }) =>
        validation.length === 0
          ? Either.left([noValidation(settings.rows)] as const)
          : jobFor(settings.registry, training, model, stream(training.seed ?? 0), { train, validation }),
      ),
      Either.map((job) => pausable(job, engine, signal)),
    )
  }
  const advance = async (trial: number, spec: Readonly<Record<string, unknown>>, epoch: number) => {
    const training = paused.get(trial)
    const begun = training === undefined ? await begin(spec) : Either.right(training)
    if (Either.isLeft(begun)) return begun
    paused.set(trial, begun.right)
    const reached = await begun.right.trainTo(epoch)
    if (reached.kind !== 'reached' || reached.ended) await drop(trial)
    const [oldest] = paused.keys()
    if (paused.size > mostPaused && oldest !== undefined) await drop(oldest)
    return Either.right(reached)
  }
  return {
    run: async (trial, spec, epoch) => {
      const result = await withoutEngineError(() => advance(trial, spec, epoch))
      return Either.isLeft(result) ? { kind: 'failed', fault: result.left[0] } : result.right
    },
    drop,
    close: async () => {
      for (const trial of paused.keys()) await drop(trial)
    },
  }
}
