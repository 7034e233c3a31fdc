import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec, Fallible, TypeOf } from '../codec/index.ts'
import { array, choice, integer, number, record, string, struct } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'
import { decodeSafetensors } from '../data/safetensors.ts'
import type { TrainedModel } from '../fitted/index.ts'
import { decodeModel, encodeModel } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { version } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { fittedCodec } from '../preprocessing/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { stepsPerEpoch } from '../training/index.ts'
import { readBytes, readDecoded } from './readFile.ts'

/** The weights of a run of the first layout, in which `run.json` held the fitted preprocessing. */
export const oldWeights = 'weights.safetensors'

/** `run.json` in the first layout. */
const oldRecordCodec = (fitted: Codec<Fitted>) =>
  struct(
    {
      isthmus: integer({ minimum: 1, maximum: version }),
      name: string(),
      ending: choice('completed', 'stopped early', 'interrupted', 'not finite'),
      epoch: integer({ minimum: 0 }),
      steps: integer({ minimum: 0 }),
      rows: record(integer({ minimum: 0 })),
      preprocessing: array(fitted),
      engine: string(),
    },
    { columns: array(string()), validation: number(), conditionPreprocessing: array(fitted) },
  )

type OldRecord = TypeOf<ReturnType<typeof oldRecordCodec>>

/** The version of the package that wrote the first layout. */
const oldVersion = '0.1.0'

const provenanceOf = (old: OldRecord, { epochs, batchSize, seed = 0 }: ExperimentSpec, date: Date) => ({
  version: oldVersion,
  engine: old.engine,
  date: date.toISOString(),
  seed,
  rows: old.rows,
  epochs: old.epoch,
  epoch: old.epoch,
  step: old.steps,
  total: epochs * stepsPerEpoch(old.rows['train'] ?? 1, batchSize),
  ending: old.ending,
  ...present({ validation: old.validation }),
})

/** An old run as a model. It goes through the file of a model, so that everything in it is checked. */
const trainedOf = (
  registry: Registry,
  path: string,
  {
    spec,
    model,
    old,
    bytes,
    date,
  }: {
    readonly spec: ExperimentSpec
    readonly model: Model
    readonly old: OldRecord
    readonly bytes: Uint8Array
    readonly date: Date
  },
): Fallible<TrainedModel> => {
  return pipe(
    decodeSafetensors(bytes, path),
    Either.flatMap((tensors) => {
      const trained: TrainedModel = {
        spec: { kind: 'experiment', ...spec },
        model,
        weights: { parameters: Named.within(tensors, 'parameters'), buffers: Named.within(tensors, 'buffers') },
        preprocessing: { fitted: old.preprocessing, fittedCondition: old.conditionPreprocessing ?? [] },
        scores: Float32Array.from(tensors['scores']?.data ?? []),
        provenance: provenanceOf(old, spec, date),
        ...present({ columns: old.columns }),
      }
      return decodeModel(registry, encodeModel(registry, trained), path)
    }),
  )
}

/** Reads the model of a run of the first layout, and the name of the run. */
export const readOldRun = (
  registry: Registry,
  folder: string,
  spec: ExperimentSpec,
  model: Model,
): FallibleTask<{ readonly trained: TrainedModel; readonly name: string }> => {
  const recordPath = join(folder, 'run.json')
  const weightsPath = join(folder, oldWeights)
  return pipe(
    TaskEither.Do,
    TaskEither.bind('old', () =>
      readDecoded(recordPath, 'the record of a run', oldRecordCodec(fittedCodec(registry.steps))),
    ),
    TaskEither.bind('date', () =>
      attempt(recordPath, 'the record of a run', async () => (await stat(recordPath)).mtime),
    ),
    TaskEither.bind('bytes', () => readBytes(weightsPath, 'the weights of a run')),
    TaskEither.flatMapEither(({ old, date, bytes }) =>
      pipe(
        trainedOf(registry, weightsPath, { spec, model, old, bytes, date }),
        Either.map((trained) => ({ trained, name: old.name })),
      ),
    ),
  )
}
