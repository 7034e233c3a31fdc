import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Faults } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import type { TrainedModel } from '../fitted/index.ts'
import { decodeModel } from '../fitted/index.ts'
import type { ExperimentSpec, Registry, Spec } from '../format/index.ts'
import { decodeSpec } from '../format/index.ts'
import { elaborate } from '../model/index.ts'
import { exists } from './folders.ts'
import { checkHashes } from './hashes.ts'
import type { HistoryRow } from './history.ts'
import { parseHistory } from './history.ts'
import { oldWeights, readOldRun } from './oldRun.ts'
import { readBytes, readDecoded, readJson } from './readFile.ts'
import type { RunRecord } from './runRecord.ts'
import { recordCodec, recordOf } from './runRecord.ts'
import { fileNames } from './writeRun.ts'

/** The files of a run, checked. */
export interface RunFiles {
  readonly path: string
  readonly spec: ExperimentSpec
  readonly record: RunRecord
  readonly history: ReadonlyArray<HistoryRow>
  readonly trained: TrainedModel
  /** Whether the run has the first layout, with weights.safetensors instead of model.safetensors. */
  readonly isOld: boolean
}

const expectation = 'a run directory with run.json'

/** Refuses what is not the folder of a run. */
const checkFolder = (path: string): FallibleTask<void> =>
  pipe(
    attempt(
      path,
      expectation,
      async () => (await stat(path)).isDirectory() && (await exists(join(path, fileNames.record))),
    ),
    TaskEither.flatMap((isRun) =>
      isRun
        ? TaskEither.right(undefined)
        : refused({
            fault: 'not a run',
            where: path,
            expected: expectation,
            found: 'something else',
            remedy: 'name a folder that isthmus train wrote',
          }),
    ),
  )

const atPath = (path: string) =>
  Either.mapLeft(([first, ...rest]: Faults): Faults => {
    const [head, ...tail] = [first, ...rest].map((fault) => ({ ...fault, where: `${path}: ${fault.where}` }))
    return [head ?? first, ...tail]
  })

const experimentIn = (path: string, spec: Spec): Fallible<ExperimentSpec> => {
  if (spec.kind !== 'experiment')
    return failure({ fault: 'broken file', where: path, expected: 'an experiment', found: `an ${spec.kind}` })
  const { kind: _, ...experiment } = spec
  return Either.right(experiment)
}

const readExperiment = (registry: Registry, path: string): FallibleTask<ExperimentSpec> =>
  pipe(
    readJson(path, 'the spec of a run'),
    TaskEither.flatMapEither((json) =>
      pipe(
        decodeSpec(registry, json),
        atPath(path),
        Either.flatMap((spec) => experimentIn(path, spec)),
      ),
    ),
  )

const readHistory = (path: string): FallibleTask<ReadonlyArray<HistoryRow>> =>
  pipe(
    attempt(path, 'the history of a run', () => readFile(path, 'utf8')),
    TaskEither.map(parseHistory),
  )

type Read = Omit<RunFiles, 'path' | 'spec' | 'history'>

const readNew = (registry: Registry, folder: string): FallibleTask<Read> => {
  const model = join(folder, fileNames.model)
  return pipe(
    TaskEither.Do,
    TaskEither.bind('record', () => readDecoded(join(folder, fileNames.record), 'the record of a run', recordCodec)),
    TaskEither.bind('trained', () =>
      pipe(
        readBytes(model, 'the model of a run'),
        TaskEither.flatMapEither((bytes) => decodeModel(registry, bytes, model)),
      ),
    ),
    TaskEither.map((read) => ({ ...read, isOld: false })),
  )
}

const readOld = (registry: Registry, folder: string, spec: ExperimentSpec): FallibleTask<Read> =>
  pipe(
    TaskEither.fromEither(elaborate(registry, spec.model, `${join(folder, fileNames.spec)}: model`)),
    TaskEither.flatMap((model) => readOldRun(registry, folder, spec, model)),
    TaskEither.map(({ trained, name }) => ({
      trained,
      record: recordOf(trained, spec, { name, seconds: 0 }),
      isOld: true,
    })),
  )

/** Whether a run has the first layout. */
const isOldRun = async (path: string): Promise<boolean> =>
  !(await exists(join(path, fileNames.model))) && exists(join(path, oldWeights))

/** Reads the files of a run; everything in them is checked before it is used. A run of the first layout is migrated. */
export const readRun = (registry: Registry, path: string): FallibleTask<RunFiles> =>
  pipe(
    checkFolder(path),
    TaskEither.flatMap(() => TaskEither.Do),
    TaskEither.bind('spec', () => readExperiment(registry, join(path, fileNames.spec))),
    TaskEither.bind('isOld', () => TaskEither.fromTask(() => isOldRun(path))),
    TaskEither.bind('read', ({ spec, isOld }) => (isOld ? readOld(registry, path, spec) : readNew(registry, path))),
    TaskEither.bind('history', () => readHistory(join(path, fileNames.history))),
    TaskEither.tap(({ read: { record } }) => checkHashes(path, record.files)),
    TaskEither.map(({ spec, read, history }) => ({ path, spec, history, ...read })),
  )
