import { basename } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import { exists } from './folders.ts'
import type { Run } from './openRun.ts'
import { openRunTask } from './openRun.ts'
import { trainTask } from './train.ts'

export interface SeedOptions {
  /** The file with the layers of the run's own. */
  readonly layers?: string | undefined
  /** Receives the name of each run that was trained. */
  readonly onTrained?: ((name: string) => void) | undefined
}

/** A run of the same spec with another seed: that beside the run, trained if it is not there yet. */
const seedRun = (run: Run, seed: number, path: string, { layers, onTrained }: SeedOptions): FallibleTask<Run> =>
  pipe(
    TaskEither.fromTask(() => exists(path)),
    TaskEither.flatMap((isThere) => {
      if (isThere) return openRunTask(path, { layers, registry: run.registry, engine: run.engine })
      return pipe(
        trainTask(run.path, { seed, out: path, layers, registry: run.registry, engine: run.engine }),
        TaskEither.map(({ run: trained }) => {
          onTrained?.(`trained ${basename(path)} with seed ${seed}`)
          return trained
        }),
      )
    }),
  )

/** Runs of the spec of a run with other seeds, in RUN-seed1, RUN-seed2, …; what is there already is not trained again. */
export const seedRuns = (run: Run, count: number, options: SeedOptions = {}): FallibleTask<ReadonlyArray<Run>> =>
  TaskEither.sequenceSeqArray(
    Array.from({ length: count }, (_, i) => {
      const seed = (run.spec.seed ?? 0) + i + 1
      return seedRun(run, seed, `${run.path.replace(/\/+$/, '')}-seed${i + 1}`, options)
    }),
  )
