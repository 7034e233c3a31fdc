import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow } from '../codec/index.ts'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { load as loadTask } from '../data/files/index.ts'
import type { FittedModel } from '../fitted/index.ts'
import type { Detections } from '../tasks/index.ts'
import type { Registry } from '../format/index.ts'
import { library } from '../format/index.ts'
import type { DetectRunOptions } from './detectRun.ts'
import { detectRunTask } from './detectRun.ts'
import type { Evaluation, EvaluateRunOptions } from './evaluateRun.ts'
import { evaluateRunTask } from './evaluateRun.ts'
import type { OpenRunOptions, Run } from './openRun.ts'
import { openRunTask } from './openRun.ts'
import type { SpecFile, SpecOptions } from './readSpec.ts'
import { readSpec as readSpecTask } from './readSpec.ts'
import type { RowsOptions } from './rows.ts'
import { readRowsTask } from './rows.ts'
import { openTask, saveTask } from './save.ts'
import type { FinishedRun, TrainOptions } from './train.ts'
import { trainTask } from './train.ts'

/** A computation as a promise that rejects with an `IsthmusError` where there are faults. */
const thrown = async <A>(task: FallibleTask<A>): Promise<A> => orThrow(await task())

const withoutFault = ({ run, fault }: FinishedRun): Fallible<Run> =>
  fault === undefined ? Either.right(run) : failure(fault)

/**
 * Trains a spec and writes a run directory, as `isthmus train` does. The spec is the path of a `.ts` or `.json` file, or a
 * value: what `experiment` or `autoencoder` returns. Bad input rejects with an `IsthmusError`, which carries the faults;
 * `trainEither` returns them. If training meets numbers that are not finite, it says so after the run is written, with the
 * weights before that step.
 *
 * @example
 * const use = async () => {
 *   const run = await train('specs/mnist.ts', { out: 'runs/mnist', epochs: 3 })
 *   return run.model.encode(await readRows(run, { rows: 10 }))
 * }
 */
export const train = async (spec: string | object, options?: TrainOptions): Promise<Run> =>
  orThrow(await trainEither(spec, options))

/** As `train`, with what is wrong as a value. */
export const trainEither = async (spec: string | object, options?: TrainOptions): Promise<Fallible<Run>> => {
  const finished = await trainTask(spec, options)()
  return Either.isLeft(finished) ? finished : withoutFault(finished.right)
}

/**
 * Opens a run directory: the spec, the record, the history and the fitted model. A run of an older layout is migrated. A
 * folder that is no run, and files that are broken or newer, reject with an `IsthmusError`; `openRunEither` returns the faults.
 */
export const openRun = (path: string, options?: OpenRunOptions): Promise<Run> => thrown(openRunTask(path, options))

/** As `openRun`, with what is wrong as a value. */
export const openRunEither = (path: string, options?: OpenRunOptions): Promise<Fallible<Run>> =>
  openRunTask(path, options)()

/** Reads rows for a run, in the units of the file: its own data (the test rows of MNIST), or a CSV file with its columns. */
export const readRows = (run: Run, options?: RowsOptions): Promise<RawDataset> => thrown(readRowsTask(run, options))

/** As `readRows`, with what is wrong as a value. */
export const readRowsEither = (run: Run, options?: RowsOptions): Promise<Fallible<RawDataset>> =>
  readRowsTask(run, options)()

/** Evaluates a run on the rows that were held out of training, or on a file, and compares with PCA. */
export const evaluateRun = (run: Run, options?: EvaluateRunOptions): Promise<Evaluation> =>
  thrown(evaluateRunTask(run, options))

/** As `evaluateRun`, with what is wrong as a value. */
export const evaluateRunEither = (run: Run, options?: EvaluateRunOptions): Promise<Fallible<Evaluation>> =>
  evaluateRunTask(run, options)()

/**
 * Detects anomalies in rows by a run: as `run.model.detect`, and rows with labels beside simple detectors that are fitted on
 * the training rows of the run.
 */
export const detectRun = (run: Run, rows: RawDataset, options?: DetectRunOptions): Promise<Detections> =>
  thrown(detectRunTask(run, rows, options))

/** As `detectRun`, with what is wrong as a value. */
export const detectRunEither = (
  run: Run,
  rows: RawDataset,
  options?: DetectRunOptions,
): Promise<Fallible<Detections>> => detectRunTask(run, rows, options)()

/** Reads a spec file: a `.ts` or `.js` module, whose code runs, or JSON. */
export const readSpec = (path: string, options?: SpecOptions): Promise<SpecFile> => thrown(readSpecTask(path, options))

/** As `readSpec`, with what is wrong as a value. */
export const readSpecEither = (path: string, options?: SpecOptions): Promise<Fallible<SpecFile>> =>
  readSpecTask(path, options)()

/** Reads a source, such as `csv(…)` or `mnist(…)`. A relative path starts at the working directory. */
export const load = (source: SourceSpec, registry: Registry = library): Promise<Loaded> =>
  thrown(loadTask(registry, source))

/** As `load`, with what is wrong as a value. */
export const loadEither = (source: SourceSpec, registry: Registry = library): Promise<Fallible<Loaded>> =>
  loadTask(registry, source)()

/** Opens a model file, such as the `model.safetensors` of a run. */
export const open = (path: string, options?: OpenRunOptions): Promise<FittedModel> => thrown(openTask(path, options))

/** As `open`, with what is wrong as a value. */
export const openEither = (path: string, options?: OpenRunOptions): Promise<Fallible<FittedModel>> =>
  openTask(path, options)()

/** Writes a model to one file, whole or not at all, and returns its path. An existing file is replaced with `force`. */
export const save = (model: FittedModel, path: string, options: { readonly force?: boolean } = {}): Promise<string> =>
  thrown(saveTask(model, path, options.force))

/** As `save`, with what is wrong as a value. */
export const saveEither = (
  model: FittedModel,
  path: string,
  options: { readonly force?: boolean } = {},
): Promise<Fallible<string>> => saveTask(model, path, options.force)()
