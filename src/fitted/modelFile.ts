import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Fault } from '../codec/index.ts'
import { array, decode, failure, settle, string } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { decodeSafetensorsFile, encodeSafetensors } from '../data/safetensors.ts'
import type { Registry, Spec } from '../format/index.ts'
import { decodeSpec, encodeSpec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { fittedCodec } from '../preprocessing/index.ts'
import { quantile } from '../tasks/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { columnFaults, preprocessingFaults, tensorFaults } from './fileFaults.ts'
import type { TrainedModel } from './trainedModel.ts'
import { provenanceCodec } from './trainedModel.ts'

/** The version of the file: the names of its tensors and of its metadata. The spec inside has a version of its own. */
export const modelFileVersion = 1

/** The quantiles of the training rows' scores that other readers find in the metadata. */
const quantileLevels = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

const fittedListCodec = array(fittedCodec)
const columnsCodec = array(string())

const quantilesOf = (scores: Float32Array): Readonly<Record<string, number>> =>
  Object.fromEntries(quantileLevels.map((level) => [String(level), quantile(scores, level)]))

/**
 * A model as one safetensors file. Its tensors are the parameters (`parameters.encoder.0.weight`), the buffers and the
 * sorted scores of the training rows; its metadata holds the rest, each value JSON: `spec`, `preprocessing`,
 * `conditionPreprocessing`, `targetPreprocessing` of a model with a target, `columns`, `quantiles` of the scores, `provenance`, and `isthmus`, the version of the file.
 */
export const encodeModel = (registry: Registry, trained: TrainedModel): Uint8Array => {
  const { spec, weights, preprocessing, columns, scores, provenance } = trained
  const tensors: Named.Named<HostTensor> = {
    ...Named.prefix(weights.parameters, 'parameters'),
    ...Named.prefix(weights.buffers, 'buffers'),
    scores: { shape: [scores.length], data: scores },
  }
  const metadata = {
    isthmus: modelFileVersion,
    spec: encodeSpec(registry, spec),
    preprocessing: fittedListCodec.encode([...preprocessing.fitted]),
    conditionPreprocessing: fittedListCodec.encode([...preprocessing.fittedCondition]),
    quantiles: quantilesOf(scores),
    provenance: provenanceCodec.encode(provenance),
    ...present({
      columns,
      targetPreprocessing:
        preprocessing.fittedTarget === undefined ? undefined : fittedListCodec.encode([...preprocessing.fittedTarget]),
    }),
  }
  return encodeSafetensors(
    tensors,
    Named.map(metadata, (value) => JSON.stringify(value)),
  )
}

const foreign = (where: string): Fault => ({
  fault: 'foreign file',
  where,
  expected: 'a model that isthmus saved',
  found: 'a safetensors file without the metadata of isthmus',
  remedy: 'save one with model.save(), or read the tensors alone with decodeSafetensors',
})

const versionFaults = (where: string, text: string | undefined): ReadonlyArray<Fault> => {
  if (text === undefined) return [foreign(where)]
  const version = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (version >= 1 && version <= modelFileVersion) return []
  const expected = `a model file of version ${modelFileVersion}${modelFileVersion > 1 ? ' or less' : ''}`
  const isNewer = version > modelFileVersion
  return [
    {
      fault: 'wrong version',
      where: `${where}: isthmus`,
      expected,
      found: `version ${text}`,
      ...present({ remedy: isNewer ? 'the file is newer than this isthmus: update it' : undefined }),
    },
  ]
}

const parse = (where: string, text: string): Fallible<unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    return Either.right(value)
  } catch {
    return failure({
      fault: 'broken file',
      where,
      expected: 'JSON',
      found: 'text that is not JSON',
      remedy: 'restore the file from a copy',
    })
  }
}

/** The faults of a spec inside a file, each at its place there. */
const inFile = (where: string) =>
  Either.mapLeft(([first, ...rest]: readonly [Fault, ...ReadonlyArray<Fault>]) => {
    const place = (fault: Fault): Fault => ({ ...fault, where: `${where}: ${fault.where}` })
    return [place(first), ...rest.map(place)] as const
  })

const textOf = (where: string, metadata: Named.Named<string>, key: string): Fallible<string> => {
  const text = metadata[key]
  return text === undefined
    ? failure({ fault: 'missing key', where, expected: `"${key}" in the metadata`, found: 'none' })
    : Either.right(text)
}

/** The value of one key of the metadata. */
const valueOf = <A>(where: string, metadata: Named.Named<string>, key: string, codec: Codec<A>): Fallible<A> =>
  pipe(
    textOf(where, metadata, key),
    Either.flatMap((text) => parse(`${where}: ${key}`, text)),
    Either.flatMap((json) => decode(codec, json, `${where}: ${key}`)),
  )

const columnsOf = (where: string, metadata: Named.Named<string>): Fallible<ReadonlyArray<string> | undefined> =>
  metadata['columns'] === undefined ? Either.right(undefined) : valueOf(where, metadata, 'columns', columnsCodec)

/** The steps of a target; only the file of a model that was trained with one has them. */
const targetStepsOf = (where: string, metadata: Named.Named<string>): Fallible<ReadonlyArray<Fitted> | undefined> =>
  metadata['targetPreprocessing'] === undefined
    ? Either.right(undefined)
    : valueOf(where, metadata, 'targetPreprocessing', fittedListCodec)

const specOf = (where: string, registry: Registry, metadata: Named.Named<string>): Fallible<Spec> =>
  pipe(
    textOf(where, metadata, 'spec'),
    Either.flatMap((text) => parse(`${where}: spec`, text)),
    Either.flatMap((json) => pipe(decodeSpec(registry, json), inFile(`${where}: spec`))),
  )

const modelOf = (registry: Registry, spec: Spec, where: string): Fallible<Model> =>
  spec.kind === 'experiment'
    ? pipe(elaborate(registry, spec.model, 'model'), inFile(where))
    : pipe(elaborate(registry, spec), inFile(where))

/** The model of a file, or what is wrong with it: everything in the file is checked before it is used. */
export const decodeModel = (registry: Registry, bytes: Uint8Array, where = 'the model file'): Fallible<TrainedModel> =>
  pipe(
    decodeSafetensorsFile(bytes, where),
    Either.flatMap((file) => settle(versionFaults(where, file.metadata['isthmus']), () => file)),
    Either.bindTo('file'),
    Either.bind('spec', ({ file }) => specOf(where, registry, file.metadata)),
    Either.bind('model', ({ spec }) => modelOf(registry, spec, `${where}: spec`)),
    Either.bind('fitted', ({ file }) => valueOf(where, file.metadata, 'preprocessing', fittedListCodec)),
    Either.bind('fittedCondition', ({ file }) =>
      valueOf(where, file.metadata, 'conditionPreprocessing', fittedListCodec),
    ),
    Either.bind('fittedTarget', ({ file }) => targetStepsOf(where, file.metadata)),
    Either.bind('columns', ({ file }) => columnsOf(where, file.metadata)),
    Either.bind('provenance', ({ file }) => valueOf(where, file.metadata, 'provenance', provenanceCodec)),
    Either.flatMap(({ file: { tensors }, spec, model, fitted, fittedCondition, fittedTarget, columns, provenance }) => {
      const preprocessing = { fitted, fittedCondition, ...present({ fittedTarget }) }
      return settle(
        [
          ...tensorFaults(where, model, tensors),
          ...preprocessingFaults(where, model, preprocessing),
          ...columnFaults(where, model, columns),
        ],
        () => ({
          spec,
          model,
          weights: { parameters: Named.within(tensors, 'parameters'), buffers: Named.within(tensors, 'buffers') },
          preprocessing,
          scores: Float32Array.from(Named.get(tensors, 'scores').data),
          provenance,
          ...present({ columns }),
        }),
      )
    }),
  )
