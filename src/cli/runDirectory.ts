import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../codec/index.ts'
import { array, choice, decode, integer, number, record, string, struct } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { decodeSafetensors, encodeSafetensors } from '../data/safetensors.ts'
import type { State } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import { fittedCodec } from '../preprocessing/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { decodeSpec, encodeSpec, version } from '../format/index.ts'
import * as Named from '../tensor/named.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { EpochLosses } from '../training/index.ts'
import { exists } from './folders.ts'
import type { StagingDirectory } from './workplace.ts'

/** What `run.json` holds beside the spec and the weights. */
const recordCodec = struct(
  {
    isthmus: integer({ minimum: 1, maximum: version }),
    name: string(),
    ending: choice('completed', 'stopped early', 'interrupted', 'not finite'),
    epoch: integer({ minimum: 0 }),
    steps: integer({ minimum: 0 }),
    rows: record(integer({ minimum: 0 })),
    preprocessing: array(fittedCodec),
    engine: string(),
  },
  { columns: array(string()), validation: number(), conditionPreprocessing: array(fittedCodec) },
)

export type RunRecord = TypeOf<typeof recordCodec>

/** A trained model with what is needed to use it. */
export interface Run {
  readonly path: string
  readonly spec: ExperimentSpec
  readonly model: Model
  readonly record: RunRecord
  readonly weights: Pick<State, 'parameters' | 'buffers'>
  /** The scores of the training rows, sorted. */
  readonly scores: Float32Array
}

type Result<A> = Promise<Either.Either<Faults, A>>

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const cell = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** The losses of every epoch as CSV: the terms without their weights, and the weights that change. */
const historyCsv = (history: ReadonlyArray<EpochLosses>): string => {
  const terms = Named.names(history[0]?.terms ?? {})
  const weights = Named.names(history[0]?.weights ?? {})
  const header = ['epoch', 'steps', 'train', 'validation', ...terms, ...weights.map((name) => `weight of ${name}`)]
  const lines = history.map((epoch) =>
    [
      epoch.epoch,
      epoch.steps,
      epoch.train,
      epoch.validation,
      ...terms.map((name) => epoch.terms[name]),
      ...weights.map((name) => epoch.weights[name]),
    ]
      .map(cell)
      .join(','),
  )
  return `${[header.join(','), ...lines].join('\n')}\n`
}

/** Writes everything that a run is made of. */
export const writeRun = async (
  registry: Registry,
  workplace: StagingDirectory,
  run: Omit<Run, 'path' | 'model'> & { readonly history: ReadonlyArray<EpochLosses> },
): Result<string> => {
  const tensors: Named.Named<HostTensor> = {
    ...Named.prefix(run.weights.parameters, 'parameters'),
    ...Named.prefix(run.weights.buffers, 'buffers'),
    scores: { shape: [run.scores.length], data: run.scores },
  }
  try {
    await workplace.write('spec.json', json(encodeSpec(registry, { kind: 'experiment', ...run.spec })))
    await workplace.write('run.json', json(recordCodec.encode(run.record)))
    await workplace.write('weights.safetensors', encodeSafetensors(tensors, { isthmus: String(version) }))
    await workplace.write('history.csv', historyCsv(run.history))
  } catch (error) {
    return systemFault('the run directory', 'room for a run', error)
  }
  return workplace.finish()
}

const read = async <A>(path: string, parse: (bytes: Uint8Array) => Either.Either<Faults, A>): Result<A> => {
  try {
    return parse(await readFile(path))
  } catch (error) {
    return systemFault(path, 'a file of a run', error)
  }
}

const parseJson = (where: string, bytes: Uint8Array): Either.Either<Faults, unknown> => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return Either.right(value)
  } catch {
    return Either.left([
      { fault: 'broken file', where, expected: 'JSON', found: 'something else', remedy: 'restore the run from a copy' },
    ])
  }
}

const readJson = async <A>(path: string, codec: Codec<A>): Result<A> =>
  read(path, (bytes) => Either.chain((value: unknown) => decode(codec, value, path))(parseJson(path, bytes)))

/** Whether the tensors of a file are those of the model, name by name and shape by shape. */
const checkTensors = (where: string, model: Model, tensors: Named.Named<HostTensor>): Either.Either<Faults, void> => {
  const wanted = {
    ...Named.prefix(
      Named.map(model.parameters, ({ shape }) => shape),
      'parameters',
    ),
    ...Named.prefix(
      Named.map(model.buffers, ({ shape }) => shape),
      'buffers',
    ),
  }
  const faults = Object.entries(wanted).flatMap(([name, shape]) => {
    const found = tensors[name]
    if (found !== undefined && sameShape(found.shape, shape)) return []
    return [
      {
        fault: 'wrong tensor',
        where,
        expected: `"${name}" of ${drawShape(shape)}`,
        found: found === undefined ? 'none' : drawShape(found.shape),
      },
    ]
  })
  const [first, ...rest] = faults
  return first === undefined ? Either.right(undefined) : Either.left([first, ...rest])
}

const notARun = async (path: string): Promise<Either.Either<Faults, void>> => {
  try {
    if ((await stat(path)).isDirectory() && (await exists(join(path, 'run.json')))) return Either.right(undefined)
    return Either.left([
      {
        fault: 'not a run',
        where: path,
        expected: 'a run directory with run.json',
        found: 'something else',
        remedy: 'name the folder that isthmus train wrote',
      },
    ])
  } catch (error) {
    return systemFault(path, 'a run directory', error)
  }
}

/** Reads a run; everything in it is checked before it is used. */
export const readRun = async (registry: Registry, path: string): Result<Run> => {
  const there = await notARun(path)
  if (Either.isLeft(there)) return there
  const specPath = join(path, 'spec.json')
  const spec = await read(specPath, (bytes) =>
    Either.chain((value: unknown) => decodeSpec(registry, value))(parseJson(specPath, bytes)),
  )
  if (Either.isLeft(spec)) return spec
  if (spec.right.kind !== 'experiment')
    return Either.left([{ fault: 'broken file', where: specPath, expected: 'an experiment', found: spec.right.kind }])
  const { kind: _, ...experiment } = spec.right
  const model = elaborate(registry, experiment.model, `${specPath}: model`)
  if (Either.isLeft(model)) return model
  const runRecord = await readJson(join(path, 'run.json'), recordCodec)
  if (Either.isLeft(runRecord)) return runRecord
  const weightsPath = join(path, 'weights.safetensors')
  const tensors = await read(weightsPath, (bytes) => decodeSafetensors(bytes, weightsPath))
  if (Either.isLeft(tensors)) return tensors
  const fits = checkTensors(weightsPath, model.right, tensors.right)
  if (Either.isLeft(fits)) return fits
  return Either.right({
    path,
    spec: experiment,
    model: model.right,
    record: runRecord.right,
    weights: { parameters: Named.within(tensors.right, 'parameters'), buffers: Named.within(tensors.right, 'buffers') },
    scores: Float32Array.from(tensors.right['scores']?.data ?? []),
  })
}
