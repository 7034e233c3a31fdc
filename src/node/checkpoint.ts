import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { drawFaults } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import { exists } from './folders.ts'
import { readBytes } from './readFile.ts'
import { writeWhole } from './writeFile.ts'

/** Where the checkpoint of a run is while it trains: beside its directory, which appears at the end. */
export const checkpointPath = (out: string): string => `${resolve(out)}.checkpoint`

/** What training does with a checkpoint that an earlier one left. */
export interface Resuming {
  /** Goes on from it; without one, training begins anew. */
  readonly resume: boolean
  /** Begins anew, whatever is there. */
  readonly force: boolean
}

/** The checkpoint that training is to go on from, if there is one. One that nobody asked for is not thrown away. */
export const readCheckpoint = (out: string, { resume, force }: Resuming): FallibleTask<Uint8Array | undefined> => {
  const path = checkpointPath(out)
  return pipe(
    TaskEither.fromTask(() => exists(path)),
    TaskEither.flatMap((isThere): FallibleTask<Uint8Array | undefined> => {
      if (!isThere || (force && !resume)) return TaskEither.right(undefined)
      if (resume) return readBytes(path, 'a checkpoint')
      return refused({
        fault: 'exists',
        where: path,
        expected: 'no checkpoint of earlier training',
        found: 'one of training that did not come to its end',
        remedy: 'go on with --resume, or begin anew with --force',
      })
    }),
  )
}

/** Writes checkpoints while training goes on. */
export interface CheckpointWriter {
  /** Writes a checkpoint in place of the one before it; one that comes while another is being written waits for it. */
  readonly write: (bytes: Uint8Array) => void
  /** Waits for the last one. */
  readonly settled: () => Promise<void>
  /** Removes the checkpoint: the run is whole. */
  readonly remove: FallibleTask<void>
}

/** Writes checkpoints of a run. Where one cannot be written, training goes on, and this is said once. */
export const checkpointWriter = (out: string, onNotice: (notice: string) => void): CheckpointWriter => {
  const path = checkpointPath(out)
  let [next, writing, isTold]: [Uint8Array | undefined, Promise<void> | undefined, boolean] = [
    undefined,
    undefined,
    false,
  ]
  const run = async (): Promise<void> => {
    for (let bytes = next; bytes !== undefined; bytes = next) {
      next = undefined
      const written = await writeWhole({ path, replace: true }, bytes)()
      if (Either.isRight(written) || isTold) continue
      isTold = true
      onNotice(`no checkpoint is kept: ${drawFaults(written.left)}`)
    }
    writing = undefined
  }
  return {
    write: (bytes) => {
      next = bytes
      writing ??= run()
    },
    settled: async () => writing,
    remove: attempt(path, 'a checkpoint that can be removed', () => rm(path, { force: true })),
  }
}
