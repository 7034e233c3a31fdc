import * as Either from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Fallible } from '../../src/codec/index.ts'
import { orThrow } from '../../src/codec/index.ts'
import type { SafetensorsFile } from '../../src/data/safetensors.ts'
import { decodeSafetensorsFile, encodeSafetensors } from '../../src/data/safetensors.ts'
import type { HostTensor } from '../../src/tensor/host.ts'
import { decodeModel, encodeModel, fit } from '../../src/fitted/index.ts'
import { library } from '../../src/format/index.ts'
import { curve, faultText, spec } from './rows.ts'

let bytes: Uint8Array
let file: SafetensorsFile

beforeAll(async () => {
  const model = await fit(
    spec,
    { rows: curve(40), columns: ['a', 'b', 'c'] },
    { engine: 'reference', epochs: 2, seed: 5 },
  )
  bytes = model.save()
  file = orThrow(decodeSafetensorsFile(bytes, 'file'))
})

const decoded = (changed: Uint8Array): Fallible<unknown> => decodeModel(library, changed, 'file')

/** The file with other tensors or other metadata; what is undefined is left out. */
const changed = (
  tensors: Readonly<Record<string, HostTensor | undefined>>,
  metadata: Readonly<Record<string, string | undefined>> = {},
): Uint8Array => {
  const present = <A>(all: Readonly<Record<string, A | undefined>>): Record<string, A> =>
    Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return encodeSafetensors(present({ ...file.tensors, ...tensors }), present({ ...file.metadata, ...metadata }))
}

const weight = 'parameters.encoder.0.weight'

describe('a file is a model', () => {
  it('decoding what was encoded and encoding it again gives the same bytes', () => {
    expect(encodeModel(library, orThrow(decodeModel(library, bytes)))).toEqual(bytes)
  })

  it('says in its metadata what made it, with the quantiles of the scores', () => {
    const { spec: saved, provenance, quantiles, columns, isthmus } = file.metadata
    expect(JSON.parse(saved ?? '')).toMatchObject({ isthmus: 1, kind: 'autoencoder' })
    expect(JSON.parse(provenance ?? '')).toMatchObject({ engine: 'reference', seed: 5, epochs: 2, ending: 'completed' })
    expect(JSON.parse(columns ?? '')).toEqual(['a', 'b', 'c'])
    expect(isthmus).toBe('1')
    const scores = file.tensors['scores']?.data ?? []
    expect(JSON.parse(quantiles ?? '')).toMatchObject({ 0: scores[0], 1: scores[scores.length - 1] })
  })

  it('a file that is cut anywhere is a fault', () => {
    for (let length = 0; length < bytes.length; length += 97)
      expect(Either.isLeft(decoded(bytes.subarray(0, length))), `${length} bytes`).toBe(true)
  })

  it('a byte that is changed in the header never throws', () => {
    for (let at = 0; at < 2200 && at < bytes.length; at += 13) {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 0x15
      expect(() => decoded(damaged)).not.toThrow()
    }
  })
})

describe('what is wrong with a file is a fault', () => {
  const cases: ReadonlyArray<readonly [name: string, change: () => Uint8Array, text: string]> = [
    [
      'another safetensors file',
      () => changed({}, { isthmus: undefined }),
      'file: expected a model that isthmus saved, found a safetensors file without the metadata of isthmus',
    ],
    [
      'a newer file',
      () => changed({}, { isthmus: '2' }),
      'file: isthmus: expected a model file of version 1, found version 2',
    ],
    [
      'a version that is none',
      () => changed({}, { isthmus: 'one' }),
      'file: isthmus: expected a model file of version 1, found version one',
    ],
    ['no spec', () => changed({}, { spec: undefined }), 'file: expected "spec" in the metadata, found none'],
    [
      'a spec that is not JSON',
      () => changed({}, { spec: '{' }),
      'file: spec: expected JSON, found text that is not JSON',
    ],
    [
      'a newer spec',
      () => changed({}, { spec: '{"isthmus":9,"kind":"autoencoder"}' }),
      'file: spec: isthmus: expected a version up to 1, found 9',
    ],
    [
      'no preprocessing',
      () => changed({}, { preprocessing: undefined }),
      'file: expected "preprocessing" in the metadata, found none',
    ],
    [
      'preprocessing of another width',
      () => changed({}, { preprocessing: '[{"step":"minMax","shift":[0],"scale":[1]}]' }),
      'file: preprocessing[0]: expected 3 columns, found 1 in shift, 1 in scale',
    ],
    ['names that are too few', () => changed({}, { columns: '["a"]' }), 'file: columns: expected 3 names, found 1'],
    [
      'no provenance',
      () => changed({}, { provenance: '{}' }),
      'file: provenance.version: expected a version, found nothing',
    ],
    ['a missing tensor', () => changed({ [weight]: undefined }), `file: expected "${weight}" of [3, 6], found none`],
    [
      'a tensor of another shape',
      () => changed({ [weight]: { shape: [18], data: new Float32Array(18) } }),
      `file: expected "${weight}" of [3, 6], found [18]`,
    ],
    [
      'a tensor that is not finite',
      () => changed({ [weight]: { shape: [3, 6], data: new Float32Array(18).fill(NaN) } }),
      `file: expected finite numbers in "${weight}", found NaN at position 0`,
    ],
    [
      'a tensor that the spec does not have',
      () => changed({ 'parameters.encoder.9.weight': { shape: [1], data: new Float32Array(1) } }),
      'file: expected only tensors that the spec has, found "parameters.encoder.9.weight"',
    ],
    ['no scores', () => changed({ scores: undefined }), 'file: expected "scores", one a row, found none'],
    [
      'scores in another order',
      () => changed({ scores: { shape: [2], data: Float32Array.of(2, 1) } }),
      'file: expected "scores" in rising order, found another order, or NaN',
    ],
  ]
  for (const [name, change, text] of cases)
    it(name, () => expect(faultText(decoded(change())).split('\n')[0]).toBe(text))
})
