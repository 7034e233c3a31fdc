import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { decode, failure, orThrow } from '../codec/index.ts'
import type { Autoencoder, Experiment } from '../dsl/index.ts'
import type { Registry, Spec } from '../format/index.ts'
import { decodeSpec, library, overridesCodec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import { present } from '../tensor/present.ts'
import type { EngineChoice } from './chosenEngine.ts'
import { engineOf } from './chosenEngine.ts'
import type { Training, TrainingOptions } from './defaultTraining.ts'
import { defaultTraining } from './defaultTraining.ts'
import type { AnyRows, Task, Watching } from './fitDataset.ts'
import { fitDataset } from './fitDataset.ts'
import type { FittedModel } from './modelMethods.ts'
import { fittedModel } from './fittedModel.ts'
import type { FitRows } from './given.ts'
import { givenRows } from './given.ts'
import type { Rows } from './rows/rows.ts'
import type { Shuffle } from './streamed/prepareStream.ts'

/** An autoencoder or an experiment: a value of the typed functions, or the JSON of a spec file. */
export type FitSpec = Autoencoder | Experiment | Readonly<Record<string, unknown>>

export interface FitOptions extends Watching {
  /** What computes: an engine, its promise or its name; the first that loads by default. */
  readonly engine?: EngineChoice
  /** What the spec may name; the library by default. */
  readonly registry?: Registry
  /** Overrides the spec's seed; 0 where neither gives one. */
  readonly seed?: number
  /** Overrides the spec's epochs. */
  readonly epochs?: number
  /** Overrides the spec's batch size. */
  readonly batchSize?: number
  /** How the rows of a stream are shuffled; overrides the spec's. */
  readonly shuffle?: Shuffle
  /** Rows to validate on, instead of a share of the others. */
  readonly validation?: Rows
  /** What the model is to give for each row, where that is not the row itself; the same as `{ rows, target }`. */
  readonly target?: Rows
}

type Overrides = Pick<FitOptions, 'seed' | 'epochs' | 'batchSize' | 'shuffle'>

const overridesOf = ({ seed, epochs, batchSize, shuffle }: FitOptions): Fallible<Overrides> =>
  decode(overridesCodec, present({ seed, epochs, batchSize, shuffle }), 'options')

const elaborated = (registry: Registry, spec: Spec): Fallible<Model> =>
  spec.kind === 'experiment' ? elaborate(registry, spec.model, 'model') : elaborate(registry, spec)

/** Streams of unknown length are gone through so often where nothing says how often. */
const streamedEpochs = 10

const defaultsFor = (model: Model, rows: AnyRows, options: TrainingOptions): Training =>
  'stream' in rows
    ? defaultTraining(model, Number.POSITIVE_INFINITY, { epochs: streamedEpochs, ...options })
    : defaultTraining(model, rows.data.length, options)

/** An experiment as it says, an autoencoder with the defaults for its rows. */
const taskOf = (spec: Spec, model: Model, rows: AnyRows, overrides: Overrides): Task => {
  if (spec.kind === 'experiment') {
    const { kind, model: autoencoder, data, ...training } = { ...spec, ...overrides }
    return { spec: { kind, model: autoencoder, data, ...training }, model, training }
  }
  const apart = rows.validation === undefined ? (['test'] as const) : (['validation', 'test'] as const)
  const { seed, shuffle, ...options } = overrides
  return {
    spec,
    model,
    training: { ...defaultsFor(model, rows, { ...options, apart }), ...present({ seed, shuffle }) },
  }
}

/** As `fit`, with what is wrong as a value. */
export const fitEither = async (
  json: FitSpec,
  rows: FitRows,
  options: FitOptions = {},
): Promise<Fallible<FittedModel>> => {
  const { registry = library, engine: choice, onProgress, signal } = options
  const checked = pipe(
    Either.Do,
    Either.bind('overrides', () => overridesOf(options)),
    Either.bind('spec', () => decodeSpec(registry, json)),
    Either.bind('model', ({ spec }) => elaborated(registry, spec)),
  )
  if (Either.isLeft(checked)) return checked
  const given = await givenRows(checked.right.model, rows, options)
  if (Either.isLeft(given)) return given
  const engine = await engineOf(choice)
  if (Either.isLeft(engine)) return engine
  const { spec, model, overrides } = checked.right
  const task = taskOf(spec, model, given.right, overrides)
  const { resume, onCheckpoint, checkpointEvery } = options
  const watching = present({ onProgress, signal, resume, onCheckpoint, checkpointEvery })
  return pipe(
    await fitDataset(registry, task, given.right, engine.right, watching),
    Either.flatMap(({ trained, outcome }) =>
      outcome.fault === undefined
        ? Either.right(fittedModel(registry, engine.right, trained, outcome.history))
        : failure(outcome.fault),
    ),
  )
}

/**
 * Fits a model to rows: checks the spec and the rows, splits and scales them, trains, and gives back the model to use.
 * The rows are those given here: the `data` of an experiment is not read. An autoencoder alone is trained with
 * `defaultTraining`. An aborted signal ends training and keeps the weights so far. Nothing touches a file system, so it
 * runs in a page too. Rows that do not fit in memory are given as `{ stream }`, sparse ones as `SparseRows`. Bad input, an engine that does not load and numbers that are not finite reject with an
 * `IsthmusError`, which carries the faults; `fitEither` returns them.
 *
 * @example
 * const spec = autoencoder({
 *   encoder: pipe(input([3]), dense(8), tanh, dense(1)),
 *   decoder: pipe(input([1]), dense(8), tanh, dense(3)),
 *   loss: mse,
 * })
 * const use = async (rows: ReadonlyArray<ReadonlyArray<number>>) => {
 *   const model = await fit(spec, rows, { engine: 'native', seed: 1 })
 *   return model.encode(rows)
 * }
 */
export const fit = async (spec: FitSpec, rows: FitRows, options?: FitOptions): Promise<FittedModel> =>
  orThrow(await fitEither(spec, rows, options))
