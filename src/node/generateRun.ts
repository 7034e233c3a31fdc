import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Dataset, RawDataset } from '../data/index.ts'
import { select } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { refused } from '../data/files/index.ts'
import type {
  Generation,
  InterpolateOptions,
  Interpolation,
  Samples,
  SampleSettings,
  Traversed,
  TraverseSettings,
} from '../fitted/index.ts'
import { generationOf, needsTraining, sampleRows, traverseEntries } from '../fitted/index.ts'
import { present } from '../tensor/present.ts'
import { callModel, onEngine } from './engine.ts'
import { partsOf, withSession } from './evaluateRun.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { readRowsTask } from './rows.ts'

export interface SampleRunOptions extends SampleSettings {
  /** How many rows to draw; 16 by default. */
  readonly samples?: number
}

/** Which rows are read, and which of them are taken, counted from 1. */
export interface ChosenRows extends RowsOptions {
  readonly chosen?: ReadonlyArray<number>
}

export interface InterpolateRunOptions extends InterpolateOptions, ChosenRows {}

export interface TraverseRunOptions extends TraverseSettings, Omit<RowsOptions, 'label'> {
  /** The number of the row whose code the others are about, counted from 1; the mean of all codes by default. */
  readonly row?: number
}

/** Makes rows with the model of a run on a session of its engine. */
const generating = <A>(
  { engine, registry, model }: Run,
  use: (generation: Generation) => Promise<A>,
): FallibleTask<A> =>
  pipe(
    onEngine(() =>
      withSession(engine, model.trained, (session) => {
        const generation = generationOf(registry, model.trained, (task) => task(session))
        return callModel(() => use(generation))()
      }),
    ),
    TaskEither.flatMapEither((made) => made),
  )

const trainingRows = (run: Run): FallibleTask<Dataset> =>
  pipe(
    partsOf(run),
    TaskEither.map(({ train }) => train),
  )

/** Draws rows from the model of a run; its own training rows are read where a density is fitted on them. */
export const sampleRunTask = (run: Run, { samples = 16, ...settings }: SampleRunOptions = {}): FallibleTask<Samples> =>
  pipe(
    TaskEither.fromEither(needsTraining(run.registry, run.model.model, settings)),
    TaskEither.flatMap((needed) => (needed ? trainingRows(run) : TaskEither.right(undefined))),
    TaskEither.flatMap((training) =>
      generating(run, (generation) => sampleRows(generation, samples, settings, training)),
    ),
  )

const chooseRows = (rows: RawDataset, chosen: ReadonlyArray<number>): FallibleTask<RawDataset> => {
  const odd = chosen.find((row) => !Number.isSafeInteger(row) || row < 1 || row > rows.length)
  return odd === undefined
    ? TaskEither.right(
        select(
          rows,
          chosen.map((row) => row - 1),
        ),
      )
    : refused({
        fault: 'out of range',
        where: 'rows',
        expected: `numbers of rows, from 1 to ${rows.length}`,
        found: String(odd),
      })
}

/** The rows between rows of a run or of a file; between the first two where none are chosen. */
export const interpolateRunTask = (
  run: Run,
  { chosen = [1, 2], steps, spherical, ...options }: InterpolateRunOptions = {},
): FallibleTask<Interpolation> =>
  pipe(
    readRowsTask(run, options),
    TaskEither.flatMap((rows) => chooseRows(rows, chosen)),
    TaskEither.flatMap((rows) =>
      callModel(() =>
        run.model.interpolate(rows, {
          ...present({ steps, spherical }),
        }),
      ),
    ),
  )

/** What each entry of the code does to a row, over the range that it has on the run's own training rows. */
export const traverseRunTask = (
  run: Run,
  { row, data, target, id, rows, onNotice, ...settings }: TraverseRunOptions = {},
): FallibleTask<Traversed> =>
  pipe(
    trainingRows(run),
    TaskEither.bindTo('training'),
    TaskEither.bind('base', () =>
      row === undefined
        ? TaskEither.right(undefined)
        : pipe(
            readRowsTask(run, { data, target, id, rows, onNotice }),
            TaskEither.flatMap((all) => chooseRows(all, [row])),
          ),
    ),
    TaskEither.flatMap(({ training, base }) =>
      generating(run, (generation) => traverseEntries(generation, base, settings, training)),
    ),
  )
