import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import { checksum } from '../data/checksum.ts'
import type { Engine } from '../engines/index.ts'
import { present } from '../tensor/present.ts'
import type { AnyJob, Checkpoint, Checkpointing, TrainingRows } from '../training/index.ts'
import { initialState, isSparse, isStreamed } from '../training/index.ts'
import type { CheckpointOf } from './checkpointFile.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpointFile.ts'
import { packageVersion } from './packageVersion.ts'

/** How training is kept from being lost. */
export interface CheckpointOptions {
  /**
   * A checkpoint of the same spec, rows, engine and version: training goes on from it to the very numbers of training that
   * never stopped. The number of epochs may differ; schedules then see the new number of steps.
   */
  readonly resume?: Uint8Array
  /** Is given a checkpoint as bytes to keep. What it throws ends training. */
  readonly onCheckpoint?: (bytes: Uint8Array) => void
  /** How many seconds are between two checkpoints; 60 by default. 0 takes one after every call of the engine. */
  readonly checkpointEvery?: number
}

const defaultEvery = 60

const arraysOf = (rows: TrainingRows): ReadonlyArray<ArrayBufferView> => {
  // Of rows that are read anew for every epoch only the number is known.
  if (isStreamed(rows)) return []
  const { weights, condition, target } = rows
  const numbers = isSparse(rows)
    ? [rows.csr.offsets, rows.csr.indices, rows.csr.values]
    : [rows.values, ...(rows.mask === undefined ? [] : [rows.mask])]
  const beside = [weights, condition?.values, target?.values, target?.mask]
  return [...numbers, ...beside.filter((array) => array !== undefined)]
}

/** What checkpoints of a job belong to. `settings` is what was asked for, as data. */
const identityOf = (job: AnyJob, engine: Engine, settings: object): CheckpointOf => ({
  version: packageVersion,
  engine: `${engine.name}, ${engine.dtype}`,
  spec: JSON.stringify(settings, (key, value: unknown) => (key === 'epochs' ? undefined : value)),
  rows: `${counted(job.train.length, 'row')} (${checksum(arraysOf(job.train))})`,
})

/** Checkpointing as training takes it. */
export interface Checkpoints {
  readonly training: Checkpointing
  /** Gives the last checkpoint, however short ago the one before it was: where training was interrupted. */
  readonly flush: () => void
}

const nothing = (): void => undefined

/** Checkpoints of a job: what is resumed is checked, and checkpoints become bytes from time to time. */
export const checkpointsOf = (
  job: AnyJob,
  engine: Engine,
  settings: object,
  { resume, onCheckpoint, checkpointEvery = defaultEvery }: CheckpointOptions,
): Fallible<Checkpoints> => {
  if (resume === undefined && onCheckpoint === undefined) return Either.right({ training: {}, flush: nothing })
  const of = identityOf(job, engine, settings)
  let last = performance.now()
  let flush = nothing
  const take: Checkpointing['onCheckpoint'] = (checkpoint) => {
    const give = (): void => onCheckpoint?.(encodeCheckpoint(checkpoint(), of))
    flush = give
    if (performance.now() - last < 1000 * checkpointEvery) return
    give()
    flush = nothing
    last = performance.now()
  }
  const checkpoints = (from?: Checkpoint): Checkpoints => ({
    training: present({ from, onCheckpoint: onCheckpoint === undefined ? undefined : take }),
    flush: () => flush(),
  })
  if (resume === undefined) return Either.right(checkpoints())
  const initial = initialState(job.model, job.plan, job.seed, engine.dtype)
  return pipe(decodeCheckpoint(resume, of, initial), Either.map(checkpoints))
}
