import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Fault } from '../codec/index.ts'
import { array, decode, failure, integer, settle, string } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { SafetensorsFile } from '../data/safetensors.ts'
import { decodeSafetensorsFile, encodeSafetensors } from '../data/safetensors.ts'
import { schemaCodec } from '../data/schemaCodec.ts'
import type { Registry, Spec } from '../format/index.ts'
import { decodeSpec, encodeSpec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { fittedCodec } from '../preprocessing/index.ts'
import { quantile } from '../statistics/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { FittedScore } from '../tasks/index.ts'
import { scoreCodec } from '../tasks/index.ts'
import { pack, unpack } from './preprocessingFile.ts'
import { decodeScore } from './scoreFile.ts'
import { comparedSizes } from './modelUnits.ts'
import { columnFaults, preprocessingFaults, spreadFaults, tensorFaults } from './fileFaults.ts'
import type { TrainedModel } from './trainedModel.ts'
import { provenanceCodec } from './trainedModel.ts'

/** The version of the file: the names of its tensors and of its metadata. The spec inside has a version of its own. */
export const modelFileVersion = 1

/** The quantiles of the scores that other readers find in the metadata. */
const quantileLevels = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

const columnsCodec = array(string())
const sizesCodec = array(integer({ minimum: 0 }))

const quantilesOf = (scores: Float32Array): Readonly<Record<string, number>> =>
  Object.fromEntries(quantileLevels.map((level) => [String(level), quantile(scores, level)]))

/**
 * A model as one safetensors file. Its tensors are the parameters (`parameters.encoder.0.weight`), the buffers, the
 * sorted scores of the training rows, the `spread` of the residuals of each column and the long lists of numbers of preprocessing (`preprocessing.0.matrix`); its
 * metadata holds the rest, each value JSON: `spec`, `preprocessing`, `conditionPreprocessing`, the `sizes` of a row before
 * preprocessing, of a model with a target `targetPreprocessing` and `targetSizes`, `columns`, `schema`, `quantiles` of the scores, the `score` that was fitted, with tensors `score.NAME`, `provenance`, and `isthmus`, the version of the file.
 */
export const encodeModel = (registry: Registry, trained: TrainedModel): Uint8Array => {
  const { spec, weights, preprocessing, columns, schema, score, scores, spread, provenance } = trained
  const { sizes, targetSizes, fittedTarget } = preprocessing
  const targetSteps = fittedTarget && pack(fittedTarget, 'targetPreprocessing')
  const steps = pack(preprocessing.fitted, 'preprocessing')
  const conditionSteps = pack(preprocessing.fittedCondition, 'conditionPreprocessing')
  const tensors: Named.Named<HostTensor> = {
    ...Named.prefix(weights.parameters, 'parameters'),
    ...Named.prefix(weights.buffers, 'buffers'),
    scores: { shape: [scores.length], data: scores },
    ...present({ spread: spread && { shape: [spread.length], data: spread } }),
    ...Named.prefix(score?.tensors ?? {}, 'score'),
    ...steps.tensors,
    ...conditionSteps.tensors,
    ...targetSteps?.tensors,
  }
  const metadata = {
    isthmus: modelFileVersion,
    spec: encodeSpec(registry, spec),
    preprocessing: steps.value,
    conditionPreprocessing: conditionSteps.value,
    quantiles: quantilesOf(scores),
    provenance: provenanceCodec.encode(provenance),
    ...present({
      sizes,
      targetSizes,
      targetPreprocessing: targetSteps?.value,
      columns,
      score: score && scoreCodec(registry.scores).encode(score.spec),
      schema: schema && schemaCodec.encode(schema),
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

/** The value of a key that may be left out. */
const optionalOf = <A>(
  where: string,
  metadata: Named.Named<string>,
  key: string,
  codec: Codec<A>,
): Fallible<A | undefined> =>
  metadata[key] === undefined ? Either.right(undefined) : valueOf(where, metadata, key, codec)

/** The fitted steps of one key. */
const stepsOf = (
  where: string,
  { steps }: Registry,
  { metadata, tensors }: SafetensorsFile,
  key: string,
): Fallible<ReadonlyArray<Fitted>> =>
  pipe(
    textOf(where, metadata, key),
    Either.flatMap((text) => parse(`${where}: ${key}`, text)),
    Either.flatMap((json) => decode(array(fittedCodec(steps)), unpack(json, tensors), `${where}: ${key}`)),
  )

/** What a file says of rows before preprocessing. */
const rawOf = (where: string, { metadata }: SafetensorsFile) =>
  pipe(
    Either.Do,
    Either.bind('sizes', () => optionalOf(where, metadata, 'sizes', sizesCodec)),
    Either.bind('targetSizes', () => optionalOf(where, metadata, 'targetSizes', sizesCodec)),
    Either.bind('columns', () => optionalOf(where, metadata, 'columns', columnsCodec)),
    Either.bind('schema', () => optionalOf(where, metadata, 'schema', schemaCodec)),
  )

/** The score that was fitted with a model, where a file has one. */
const scoreOf = (
  where: string,
  registry: Registry,
  { metadata, tensors }: SafetensorsFile,
  model: Model,
): Fallible<FittedScore | undefined> =>
  metadata['score'] === undefined
    ? Either.right(undefined)
    : pipe(
        parse(`${where}: score`, metadata['score']),
        Either.flatMap((json) => decodeScore(registry, json, tensors, model, `${where}: score`)),
      )

/** The tensors of a file but for those of preprocessing and of the score. */
const ownTensors = (tensors: Named.Named<HostTensor>): Named.Named<HostTensor> =>
  Object.fromEntries(
    Object.entries(tensors).filter(([name]) => !/^(?:(?:conditionP|targetP|p)reprocessing|score)\./.test(name)),
  )

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
    Either.bind('fitted', ({ file }) => stepsOf(where, registry, file, 'preprocessing')),
    Either.bind('fittedCondition', ({ file }) => stepsOf(where, registry, file, 'conditionPreprocessing')),
    Either.bind('fittedTarget', ({ file }) =>
      file.metadata['targetPreprocessing'] === undefined
        ? Either.right(undefined)
        : stepsOf(where, registry, file, 'targetPreprocessing'),
    ),
    Either.bind('raw', ({ file }) => rawOf(where, file)),
    Either.bind('score', ({ file, model }) => scoreOf(where, registry, file, model)),
    Either.bind('provenance', ({ file }) => valueOf(where, file.metadata, 'provenance', provenanceCodec)),
    Either.flatMap(
      ({ file: { tensors }, spec, model, fitted, fittedCondition, fittedTarget, raw, score, provenance }) => {
        const { sizes, targetSizes, columns, schema } = raw
        const preprocessing = { fitted, fittedCondition, ...present({ sizes, fittedTarget, targetSizes }) }
        return settle(
          [
            ...tensorFaults(where, model, ownTensors(tensors)),
            ...spreadFaults(where, tensors['spread'], product(comparedSizes(model, preprocessing))),
            ...preprocessingFaults(registry, where, model, preprocessing),
            ...columnFaults(where, product(sizes ?? model.input), columns),
          ],
          () => ({
            spec,
            model,
            weights: { parameters: Named.within(tensors, 'parameters'), buffers: Named.within(tensors, 'buffers') },
            preprocessing,
            scores: Float32Array.from(Named.get(tensors, 'scores').data),
            provenance,
            ...present({
              columns,
              schema,
              score,
              spread: tensors['spread'] && Float64Array.from(tensors['spread'].data),
            }),
          }),
        )
      },
    ),
  )
