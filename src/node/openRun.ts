import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import type { Engine } from '../engines/index.ts'
import type { EngineChoice, FittedModel } from '../fitted/index.ts'
import { fittedModel } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { library } from '../format/index.ts'
import type { HistoryRow } from './history.ts'
import { readLayers } from './layersFile.ts'
import { loadEngine } from './engine.ts'
import { readRun } from './readRun.ts'
import type { SpecOptions } from './readSpec.ts'
import type { RunRecord } from './runRecord.ts'

/** A run directory, opened on an engine. */
export interface Run {
  readonly path: string
  /** The experiment. The path of its data starts at the folder of the run. */
  readonly spec: ExperimentSpec
  /** What run.json says: version, date, duration, best epoch, data. */
  readonly record: RunRecord
  /** The lines of history.csv. */
  readonly history: ReadonlyArray<HistoryRow>
  /** Whether the run has the layout of the first version, with weights.safetensors instead of model.safetensors. */
  readonly isOld: boolean
  /** The fitted model: encode, decode, reconstruct, score, evaluate, detect, denoise. */
  readonly model: FittedModel
  readonly registry: Registry
  readonly engine: Engine
}

export interface OpenRunOptions extends SpecOptions {
  readonly engine?: EngineChoice | undefined
}

/** Opens a run directory, or says what is wrong with it. */
export const openRunTask = (
  path: string,
  { layers, registry = library, engine: choice }: OpenRunOptions = {},
): FallibleTask<Run> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('known', () => readLayers(registry, layers)),
    TaskEither.bind('files', ({ known }) => readRun(known.registry, path)),
    TaskEither.bind('engine', () => loadEngine(choice)),
    TaskEither.map(({ known, files: { trained, ...files }, engine }) => ({
      ...files,
      engine,
      registry: known.registry,
      model: fittedModel(known.registry, engine, trained),
    })),
  )
