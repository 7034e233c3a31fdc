import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { attempt, refused } from '../../data/files/index.ts'
import type { Engine, EngineName } from '../../engines/index.ts'
import { engines } from '../../engines/index.ts'
import type { EngineChoice } from '../../fitted/index.ts'
import { library } from '../../format/index.ts'
import type { Hyperparameter, Runner, SearchOptions, SearchReport, Trial } from '../../search/index.ts'
import { budgetOf, candidateAt, drive, localRunner, reportOf } from '../../search/index.ts'
import { present } from '../../tensor/present.ts'
import { loadEngine } from '../engine.ts'
import type { Evaluation } from '../evaluateRun.ts'
import type { Run } from '../openRun.ts'
import type { SpecOptions } from '../readSpec.ts'
import { relativeSources } from '../source.ts'
import { trainTask } from '../train.ts'
import type { Prepared, SearchData } from './prepareSearch.ts'
import { prepareSearch, specFileIn } from './prepareSearch.ts'
import { readSpace } from './readSpace.ts'
import { remoteRunner } from './remoteRunner.ts'
import type { SearchFolder } from './searchFolder.ts'
import { openSearch, searchFiles } from './searchFolder.ts'

/** A trial that something new is known of, with all trials so far. */
export type OnTrial = (trial: Trial, hyperparameters: ReadonlyArray<Hyperparameter>) => void

export interface SearchSpaceOptions extends SearchOptions, SearchData, SpecOptions {
  /** The folder of the search; `searches/NAME` of the space by default. */
  readonly out?: string | undefined
  /** Continues the search in that folder: of the same space with the same options. */
  readonly resume?: boolean | undefined
  /** Trials that are trained at the same time, each in a process of its own; 1 by default, which is this process. */
  readonly workers?: number | undefined
  /** The threads of each worker process; 1 by default. */
  readonly threads?: number | undefined
  readonly engine?: EngineChoice | undefined
  readonly onTrial?: OnTrial | undefined
  readonly onNotice?: ((notice: string) => void) | undefined
  /** Ends the search early: it can be resumed. */
  readonly signal?: AbortSignal | undefined
}

/** A search that was made. */
export interface FinishedSearch extends SearchReport {
  readonly path: string
  readonly hyperparameters: ReadonlyArray<Hyperparameter>
  readonly objectives: ReadonlyArray<string>
  /** The path of the best spec, ready to be trained. */
  readonly bestSpec: string
  /** The best spec, trained again from its seed; absent where the search was interrupted. */
  readonly run?: Run
  /** The run on rows that no trial was chosen by, where there are test rows: `part` says of which rows it is. */
  readonly evaluation?: Evaluation
}

/** What a search must have in common with the one that it resumes. */
const recordOf = (folder: string, { source, given, sources }: Prepared, options: SearchSpaceOptions) => {
  const { sampler = 'tpe', pruner = 'asha', objectives = ['validation'], seed = 0, epochs, batch } = options
  return {
    isthmus: 1,
    kind: 'search',
    space: { ...source.space.file, ...relativeSources(folder, sources) },
    rows: given.length ?? 0,
    sampler,
    pruner,
    objectives,
    seed,
    ...present({ epochs, batch }),
  }
}

const isEngineName = (name: string): name is EngineName => Object.hasOwn(engines, name)

const runnersFor = (
  { settings, given, sources }: Prepared,
  engine: Engine,
  space: string | object,
  options: SearchSpaceOptions,
  signal: AbortSignal,
): ReadonlyArray<Runner> => {
  const { workers = 1, threads = 1, layers } = options
  if (workers === 1) return [localRunner(settings, given.rows, engine, signal)]
  const { registry: _, ...rest } = settings
  const setup = {
    sources,
    stream: given.isStreamed,
    settings: rest,
    engine: isEngineName(engine.name) ? engine.name : ('native' as const),
    threads,
    ...present({ layers, space: typeof space === 'string' ? space : undefined }),
  }
  return Array.from({ length: workers }, () => remoteRunner(setup, signal))
}

/** A signal that ends with another, or after some minutes. */
const deadline = ({ minutes, signal }: Pick<SearchSpaceOptions, 'minutes' | 'signal'>) => {
  const all = [
    ...(signal === undefined ? [] : [signal]),
    ...(minutes === undefined ? [] : [AbortSignal.timeout(Math.min(minutes * 60_000, 2 ** 31 - 1))]),
  ]
  return all.length === 0 ? new AbortController().signal : AbortSignal.any(all)
}

const makeTrials = (
  prepared: Prepared,
  folder: SearchFolder,
  engine: Engine,
  space: string | object,
  options: SearchSpaceOptions,
): FallibleTask<ReadonlyArray<Trial>> =>
  attempt(folder.path, 'a folder that a search can be written to', async () => {
    const { plan } = prepared
    const signal = deadline(options)
    const runners = runnersFor(prepared, engine, space, options, signal)
    try {
      return await drive(plan, budgetOf(options), runners, {
        known: folder.trials,
        signal,
        onTrial: (trial) => {
          folder.append(trial)
          options.onTrial?.(trial, plan.space.hyperparameters)
        },
      })
    } finally {
      for (const runner of runners) await runner.close()
    }
  })

const bestOf = (prepared: Prepared, folder: SearchFolder, { best }: SearchReport): FallibleTask<string> =>
  pipe(
    TaskEither.fromEither(candidateAt(prepared.settings, prepared.plan.space, best.values)),
    TaskEither.flatMapEither((candidate) => specFileIn(folder.path, prepared.source, candidate)),
    TaskEither.flatMap((text) =>
      attempt(folder.path, 'a folder that a search can be written to', async () => {
        await folder.write(searchFiles.best, text)
        return join(folder.path, searchFiles.best)
      }),
    ),
  )

/** Trains the best spec again, into the folder, and evaluates it on rows that no trial was chosen by. */
const trainBest = (
  { source }: Prepared,
  folder: SearchFolder,
  engine: Engine,
  bestSpec: string,
): FallibleTask<Pick<FinishedSearch, 'run' | 'evaluation'>> =>
  pipe(
    trainTask(bestSpec, {
      registry: source.registry,
      engine,
      out: join(folder.path, searchFiles.run),
      force: true,
    }),
    TaskEither.bindTo('trained'),
    TaskEither.bind('evaluation', ({ trained }) => trained.evaluate),
    TaskEither.map(({ trained, evaluation }) => ({ run: trained.run, evaluation })),
  )

const finished = (
  prepared: Prepared,
  folder: SearchFolder,
  engine: Engine,
  trials: ReadonlyArray<Trial>,
  { objectives = ['validation'], signal }: SearchSpaceOptions,
): FallibleTask<FinishedSearch> =>
  pipe(
    TaskEither.fromEither(reportOf(prepared.plan, trials)),
    TaskEither.bindTo('report'),
    TaskEither.bind('bestSpec', ({ report }) => bestOf(prepared, folder, report)),
    TaskEither.bind('trained', ({ bestSpec }) =>
      signal?.aborted === true ? TaskEither.right({}) : trainBest(prepared, folder, engine, bestSpec),
    ),
    TaskEither.map(({ report, bestSpec, trained }) => ({
      ...report,
      ...trained,
      path: folder.path,
      hyperparameters: prepared.plan.space.hyperparameters,
      objectives,
      bestSpec,
    })),
  )

/** Worker processes know the library, and the layers of modules: not a registry of this process. */
const workersFault = ({ workers = 1, registry = library }: SearchSpaceOptions): FallibleTask<void> => {
  const isWhole = Number.isInteger(workers) && workers >= 1
  if (isWhole && (workers === 1 || registry === library)) return TaskEither.right(undefined)
  return refused({
    fault: 'wrong usage',
    where: 'options.workers',
    expected: isWhole ? 'the registry of the library, and layers by a module' : 'a whole number of at least 1',
    found: isWhole ? 'a registry of your own' : String(workers),
    remedy: isWhole
      ? 'export the layers in the space’s module or in one for --layers, or leave workers out'
      : 'workers: 2',
  })
}

/** Searches a space and writes a folder with the trials, the best spec and its run. */
export const searchTask = (space: string | object, options: SearchSpaceOptions = {}): FallibleTask<FinishedSearch> =>
  pipe(
    workersFault(options),
    TaskEither.flatMap(() => readSpace(space, options)),
    TaskEither.bindTo('source'),
    TaskEither.bind('engine', () => loadEngine(options.engine)),
    TaskEither.bind('prepared', ({ source, engine }) => prepareSearch(source, engine, options)),
    TaskEither.tapIO(({ prepared }) => () => {
      for (const notice of [...prepared.given.notices, ...prepared.check.notices]) options.onNotice?.(notice)
    }),
    TaskEither.let('out', ({ source }) => options.out ?? `searches/${source.name}`),
    TaskEither.bind('folder', ({ out, prepared }) =>
      openSearch(out, recordOf(out, prepared, options), options.resume ?? false),
    ),
    TaskEither.bind('trials', ({ prepared, folder, engine }) => makeTrials(prepared, folder, engine, space, options)),
    TaskEither.flatMap(({ prepared, folder, engine, trials }) => finished(prepared, folder, engine, trials, options)),
  )
