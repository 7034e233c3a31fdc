import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow } from '../codec/index.ts'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { load as loadTask } from '../data/files/index.ts'
import type { FittedModel, Interpolation, Samples, Traversed } from '../fitted/index.ts'
import type { Detections, Explanation } from '../tasks/index.ts'
import type { Registry } from '../format/index.ts'
import { library } from '../format/index.ts'
import type { DetectRunOptions } from './detectRun.ts'
import { detectRunTask } from './detectRun.ts'
import type { EvaluateRunOptions, Evaluation } from './evaluateRun.ts'
import { evaluateRunTask } from './evaluateRun.ts'
import type { OpenRunOptions, Run } from './openRun.ts'
import { openRunTask } from './openRun.ts'
import type { Repeated, RepeatRunOptions } from './repeatRun.ts'
import { repeatRunTask } from './repeatRun.ts'
import type { SpecFile, SpecOptions } from './readSpec.ts'
import type { FinishedSearch, SearchSpaceOptions } from './search/searchSpace.ts'
import { searchTask } from './search/searchSpace.ts'
import { readSpec as readSpecTask } from './readSpec.ts'
import type { RowsOptions } from './rows.ts'
import { readRowsTask } from './rows.ts'
import { openTask, saveTask } from './save.ts'
import type { FinishedRun, TrainOptions } from './train.ts'
import { trainTask } from './train.ts'
import type { DataDiagnosis, DiagnoseDataOptions } from './diagnoseData.ts'
import { diagnoseDataTask } from './diagnoseData.ts'
import type { DiagnoseRunOptions, RunDiagnosis } from './diagnoseRun.ts'
import { diagnoseRunTask } from './diagnoseRun.ts'
import type { ExplainRunOptions } from './explainRun.ts'
import { explainRunTask } from './explainRun.ts'
import type { InterpolateRunOptions, SampleRunOptions, TraverseRunOptions } from './generateRun.ts'
import { interpolateRunTask, sampleRunTask, traverseRunTask } from './generateRun.ts'

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
 * Searches a space and writes a folder, as `isthmus search` does: `trials.ndjson`, the best spec and its run. The space is the
 * path of a `.ts` or `.json` file, or a value: what `Search.space` returns. Bad input rejects with an `IsthmusError`;
 * `searchEither` returns the faults.
 *
 * @example
 * const use = async () => {
 *   const { best, evaluation } = await search('specs/spaces/digits.ts', { out: 'searches/digits', trials: 40, workers: 2 })
 *   return { chosenBy: best.results.at(-1), onTestRows: evaluation?.mse }
 * }
 */
export const search = (space: string | object, options?: SearchSpaceOptions): Promise<FinishedSearch> =>
  thrown(searchTask(space, options))

/** As `search`, with what is wrong as a value. */
export const searchEither = (space: string | object, options?: SearchSpaceOptions): Promise<Fallible<FinishedSearch>> =>
  searchTask(space, options)()

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
 * Trains the spec of a run again, on folds of its rows or with other seeds, and evaluates each model on the rows held out
 * of it: the mean of every figure, with an interval.
 */
export const repeatRun = (run: Run, options: RepeatRunOptions): Promise<Repeated> => thrown(repeatRunTask(run, options))

/** As `repeatRun`, with what is wrong as a value. */
export const repeatRunEither = (run: Run, options: RepeatRunOptions): Promise<Fallible<Repeated>> =>
  repeatRunTask(run, options)()

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
/** Diagnoses a run on the rows that it was trained on and those that it held out: what is wrong, where, and a remedy. */
export const diagnoseRun = (run: Run, options?: DiagnoseRunOptions): Promise<RunDiagnosis> =>
  thrown(diagnoseRunTask(run, options))

/** As `diagnoseRun`, with what is wrong with the run or the rows as a value. */
export const diagnoseRunEither = (run: Run, options?: DiagnoseRunOptions): Promise<Fallible<RunDiagnosis>> =>
  diagnoseRunTask(run, options)()

/** Diagnoses the rows of a file: whether an autoencoder suits them, and which one; with `out` the spec is written. */
export const diagnoseData = (
  path: string,
  options?: DiagnoseDataOptions,
  registry: Registry = library,
): Promise<DataDiagnosis> => thrown(diagnoseDataTask(registry, path, options))

/** As `diagnoseData`, with what is wrong as a value. */
export const diagnoseDataEither = (
  path: string,
  options?: DiagnoseDataOptions,
  registry: Registry = library,
): Promise<Fallible<DataDiagnosis>> => diagnoseDataTask(registry, path, options)()
/**
 * Explains the code of a run, entry by entry, on its own rows or on those of a file; the baseline of integrated gradients is
 * the mean of the training rows.
 */
export const explainRun = (run: Run, options?: ExplainRunOptions): Promise<Explanation> =>
  thrown(explainRunTask(run, options))

/** As `explainRun`, with what is wrong as a value. */
export const explainRunEither = (run: Run, options?: ExplainRunOptions): Promise<Fallible<Explanation>> =>
  explainRunTask(run, options)()
/** Draws rows from the model of a run; its own training rows are read where a density is fitted on their codes. */
export const sampleRun = (run: Run, options?: SampleRunOptions): Promise<Samples> => thrown(sampleRunTask(run, options))

/** As `sampleRun`, with what is wrong as a value. */
export const sampleRunEither = (run: Run, options?: SampleRunOptions): Promise<Fallible<Samples>> =>
  sampleRunTask(run, options)()

/** The rows between rows of a run's own data, or of a file: those that are chosen by their numbers, from 1 on. */
export const interpolateRun = (run: Run, options?: InterpolateRunOptions): Promise<Interpolation> =>
  thrown(interpolateRunTask(run, options))

/** As `interpolateRun`, with what is wrong as a value. */
export const interpolateRunEither = (run: Run, options?: InterpolateRunOptions): Promise<Fallible<Interpolation>> =>
  interpolateRunTask(run, options)()

/** What each entry of the code does to a row, over the range that it has on the run's own training rows. */
export const traverseRun = (run: Run, options?: TraverseRunOptions): Promise<Traversed> =>
  thrown(traverseRunTask(run, options))

/** As `traverseRun`, with what is wrong as a value. */
export const traverseRunEither = (run: Run, options?: TraverseRunOptions): Promise<Fallible<Traversed>> =>
  traverseRunTask(run, options)()

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
