import { extname } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { sourceNameFor } from '../data/files/index.ts'
import type { ColumnSchema, RawDataset, SourceSpec } from '../data/index.ts'
import type { Engine } from '../engines/index.ts'
import type { EngineChoice, FitResult, Watching } from '../fitted/index.ts'
import { fitDataset, fittedModel, heldOut, planFor } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { present } from '../tensor/present.ts'
import { memoryFault } from '../training/index.ts'
import { checkpointWriter, readCheckpoint } from './checkpoint.ts'
import { loadEngine } from './engine.ts'
import type { Evaluation } from './evaluateRun.ts'
import { evaluateRows } from './evaluateRun.ts'
import type { Overrides } from './experiment.ts'
import { experimentOf } from './experiment.ts'
import type { RecordedEpoch } from './history.ts'
import { historyCsv, parseHistory } from './history.ts'
import { learningRate } from './learningRate.ts'
import type { Run } from './openRun.ts'
import type { SpecFile, SpecOptions } from './readSpec.ts'
import { modelOf, readSpec, specValue } from './readSpec.ts'
import { recordOf } from './runRecord.ts'
import type { SourceSpecs } from './source.ts'
import { locate, relativeSources } from './source.ts'
import type { ExperimentRows } from './experimentRows.ts'
import { experimentRows } from './experimentRows.ts'
import type { StagingDirectory } from './stagingDirectory.ts'
import { openStaging } from './stagingDirectory.ts'
import { withTokenizers } from './tokenizerFile.ts'
import { writeRun } from './writeRun.ts'

export interface TrainOptions
  extends SpecOptions, Overrides, Omit<Watching, 'resume' | 'onCheckpoint' | 'checkpointEvery'> {
  /** Goes on from the checkpoint that earlier training of the same run left; without one, begins anew. */
  readonly resume?: boolean | undefined
  /** How many seconds are between two checkpoints; 60 by default. */
  readonly checkpointEvery?: number | undefined
  /** Receives how the data was read: what was recognised, left out or changed. */
  readonly onNotice?: ((notice: string) => void) | undefined
  /** The path of the run directory; `runs/NAME` of the spec by default. */
  readonly out?: string | undefined
  /** Replaces a run that exists. */
  readonly force?: boolean | undefined
  /** The name of the run; that of the spec file by default. */
  readonly name?: string | undefined
  readonly engine?: EngineChoice | undefined
}

/** A run that was trained and written. */
export interface FinishedRun {
  readonly run: Run
  /** Why training ended early, where numbers were not finite: the run has the weights before that step. */
  readonly fault?: Fault
  /** What preprocessing lost of the training rows, in sentences: texts that were cut. */
  readonly losses: ReadonlyArray<string>
  /** Evaluates the rows held out of training, and compares with PCA. */
  readonly evaluate: FallibleTask<Evaluation>
}

/** A spec, checked as far as possible without data and without an engine. */
interface Checked {
  readonly file: SpecFile
  readonly model: Model
  readonly spec: ExperimentSpec
}

const specOf = (spec: string | object, options: TrainOptions): FallibleTask<SpecFile> =>
  typeof spec === 'string' ? readSpec(spec, options) : specValue(spec, options.name ?? 'model', options)

const check = (file: SpecFile, overrides: Overrides): Fallible<Checked> =>
  pipe(
    modelOf(file),
    Either.bindTo('model'),
    Either.bind('spec', ({ model }) => experimentOf(file, model, overrides)),
    Either.tap(({ spec, model }) => planFor(file.registry, spec, model, 1)),
    Either.map(({ spec, model }) => ({ file, spec, model })),
  )

/** A batch is no larger than the data, which is not read yet: training checks the memory again. */
const checkMemory = ({ file, spec, model }: Checked, engine: Engine): Fallible<void> =>
  pipe(
    planFor(file.registry, spec, model, 1),
    Either.flatMap((plan) => {
      const fault = memoryFault(model, plan, 1, engine)
      return settle(fault === undefined ? [] : [fault], () => undefined)
    }),
  )

/** Notes the time at which epochs end. */
const stopwatch = ({ onStart, onProgress, signal, checkpointEvery }: TrainOptions) => {
  const epochs = new Map<number, number>()
  let start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1000
  const watching: Watching = {
    onStart: (job) => {
      start = performance.now()
      onStart?.(job)
    },
    onProgress: (progress) => {
      if (progress.kind === 'epoch') epochs.set(progress.epoch, seconds())
      onProgress?.(progress)
    },
    ...present({ signal, checkpointEvery }),
  }
  return { watching, seconds, secondsAt: (epoch: number) => epochs.get(epoch) ?? 0 }
}

/** The history of a run, with the learning rate of the last step of each epoch, and the time at its end. */
const recorded = (
  { schedules }: Registry,
  { optimiser }: ExperimentSpec,
  { outcome, trained }: FitResult,
  secondsAt: (epoch: number) => number,
): ReadonlyArray<RecordedEpoch> => {
  const rateAt = learningRate(schedules, optimiser, trained.provenance.total)
  return outcome.history.map((epoch) => ({
    ...epoch,
    ...present({ rate: rateAt(epoch.steps - 1) }),
    seconds: secondsAt(epoch.epoch),
  }))
}

/** Paths in the options start at the working directory, those in the spec at its folder. */
const sourcesOf = async (
  { data, target, windows }: ExperimentSpec,
  options: TrainOptions,
  folder: string | undefined,
): Promise<SourceSpecs> => ({
  data: await locate(data, options.data === undefined ? folder : undefined),
  ...(target === undefined ? {} : { target: await locate(target, options.target === undefined ? folder : undefined) }),
  ...present({ windows }),
})

/** The number of rows that the defaults of an autoencoder alone take where it is not known. */
const unknownLength = 1_000_000

const endingOf = (path: unknown): string => (typeof path === 'string' ? extname(path).toLowerCase() : '')

/**
 * The options with the source of the data that they name: that of the spec, where its file has the same ending, or else by
 * the format of the file.
 */
const withSource = ({ registry, spec }: SpecFile, options: TrainOptions): FallibleTask<TrainOptions> => {
  const { data, source } = options
  const before = 'data' in spec ? spec.data : undefined
  if (data === undefined || source !== undefined) return TaskEither.right(options)
  if (before !== undefined && endingOf(before['path']) !== '' && endingOf(before['path']) === endingOf(data))
    return TaskEither.right({ ...options, source: before.source })
  return pipe(
    sourceNameFor(registry, data),
    TaskEither.map((name) => ({ ...options, source: name })),
  )
}

/** Columns whose numbers mean nothing without what they stand for. */
const isNamed = ({ kind }: ColumnSchema): boolean => kind === 'category' || kind === 'binary' || kind === 'date'

/** A source with what its columns were found to hold, so that the same is found in them later on. */
const withSchema = (source: SourceSpec, { schema = [], condition }: RawDataset): SourceSpec => {
  const all = [...schema, ...(condition?.schema ?? [])]
  return source['schema'] !== undefined || !all.some(isNamed) ? source : { ...source, schema: all }
}

/** The same of the sources of an experiment in memory. */
const withSchemaOf = (sources: SourceSpecs, { rows }: ExperimentRows): SourceSpecs =>
  'data' in rows && 'values' in rows.data ? { ...sources, data: withSchema(sources.data, rows.data) } : sources

/** Reports how data was read. */
const tell =
  ({ onNotice }: { readonly onNotice?: ((notice: string) => void) | undefined }, { notices }: ExperimentRows) =>
  (): void => {
    for (const notice of notices) onNotice?.(notice)
  }

/** Reads the data, trains, and writes the run into the staging directory. */
const trainInto = (
  staging: StagingDirectory,
  { file, model, spec: early }: Checked,
  engine: Engine,
  options: TrainOptions,
  checkpoint: Uint8Array | undefined,
): FallibleTask<FinishedRun> => {
  const { registry, folder } = file
  const checkpoints = checkpointWriter(staging.target, options.onNotice ?? (() => undefined))
  const { watching, seconds, secondsAt } = stopwatch(options)
  const name = options.name ?? file.name
  return pipe(
    TaskEither.fromTask(() => sourcesOf(early, options, folder)),
    TaskEither.bindTo('sources'),
    TaskEither.bind('given', ({ sources }) => experimentRows(registry, sources, early.stream)),
    TaskEither.tapIO(({ given }) => tell(options, given)),
    // The defaults of an autoencoder alone depend on the number of rows.
    TaskEither.bind('spec', ({ sources, given }) =>
      pipe(
        TaskEither.fromEither(experimentOf(file, model, options, given.length ?? unknownLength)),
        TaskEither.map((spec) => ({
          ...spec,
          ...relativeSources(staging.target, withSchemaOf(sources, given)),
          // Where a run was streamed its rows were split by their numbers, whatever memory it is opened with.
          ...(given.isStreamed ? { stream: true } : {}),
        })),
      ),
    ),
    TaskEither.bind('preprocessing', ({ spec }) => withTokenizers(spec.preprocessing, folder)),
    TaskEither.bind(
      'result',
      ({ spec, given, preprocessing }) =>
        () =>
          fitDataset(
            registry,
            { spec: { kind: 'experiment', ...spec }, model, training: { ...spec, ...present({ preprocessing }) } },
            given.rows,
            engine,
            { ...watching, onCheckpoint: checkpoints.write, ...present({ resume: checkpoint }) },
          ),
    ),
    TaskEither.tapTask(() => checkpoints.settled),
    TaskEither.let('content', ({ spec, result }) => ({
      spec,
      name,
      trained: result.trained,
      history: recorded(registry, spec, result, secondsAt),
      seconds: Number(seconds().toFixed(3)),
    })),
    TaskEither.bind('path', ({ content }) => writeRun(registry, staging, content)),
    TaskEither.tap(({ result }) =>
      result.outcome.ending === 'interrupted' ? TaskEither.right(undefined) : checkpoints.remove,
    ),
    TaskEither.map(({ path, spec, result: { trained, outcome, prepared }, content }) => ({
      run: {
        path,
        spec,
        record: recordOf(trained, spec, content),
        history: parseHistory(historyCsv(content.history)),
        isOld: false,
        model: fittedModel(registry, engine, trained, outcome.history),
        registry,
        engine,
      },
      losses: prepared.losses,
      ...present({ fault: outcome.fault }),
      evaluate: evaluateRows(engine, trained, prepared.parts.train, heldOut(prepared.parts)),
    })),
  )
}

/** Trains the experiment of a spec and writes its run directory, which appears whole or not at all. */
export const trainTask = (spec: string | object, given: TrainOptions = {}): FallibleTask<FinishedRun> =>
  pipe(
    specOf(spec, given),
    TaskEither.bindTo('file'),
    TaskEither.bind('options', ({ file }) => withSource(file, given)),
    TaskEither.bind('checked', ({ file, options }) => TaskEither.fromEither(check(file, options))),
    TaskEither.bind('engine', ({ options }) => loadEngine(options.engine)),
    TaskEither.tap(({ checked, engine }) => TaskEither.fromEither(checkMemory(checked, engine))),
    TaskEither.let('out', ({ checked, options }) => options.out ?? `runs/${options.name ?? checked.file.name}`),
    TaskEither.bind('checkpoint', ({ out, options: { resume = false, force = false } }) =>
      readCheckpoint(out, { resume, force }),
    ),
    TaskEither.flatMap(({ checked, engine, options, out, checkpoint }) =>
      TaskEither.bracket(
        // What was interrupted may be replaced by what it becomes.
        openStaging(out, options.force === true || checkpoint !== undefined),
        (staging) => trainInto(staging, checked, engine, options, checkpoint),
        (staging) => TaskEither.fromTask(() => staging.discard()),
      ),
    ),
  )
