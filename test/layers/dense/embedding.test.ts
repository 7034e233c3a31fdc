import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import type { AutoencoderSpec, LayerSpec } from '../../../src/index.ts'
import {
  built,
  Codecs,
  defineLayer,
  elaborate,
  embedding,
  input,
  layers,
  library,
  pipe,
  tap,
} from '../../../src/index.ts'
import { extentAt, product } from '../../../src/tensor/shape.ts'
import { fitToModel } from '../../../src/training/index.ts'
import { runWithOnes } from '../ones.ts'
import { faultOf } from '../run.ts'

/** [t, f] as one vector. */
const flat = defineLayer({
  name: 'flat',
  summary: 'One vector.',
  codec: () => Codecs.struct({}),
  build: (_settings, sizes) =>
    built({
      output: [product(sizes)],
      program: (B, { x }) => {
        const shape = B.shape(x)
        const y = B.reshape(x, [extentAt(shape, 0), product(sizes)])
        return { y, aux: {}, buffers: {}, pullback: (dy) => ({ dx: B.reshape(dy, shape), dparameters: {} }) }
      },
    }),
})

describe('embedding', () => {
  const vocabulary = { ...library, layers: { ...layers, flat: flat.definition } }
  const table = { layer: 'embedding', entries: 4, units: 2 }
  const spec = (encoder: ReadonlyArray<LayerSpec>, decoder: ReadonlyArray<LayerSpec>): AutoencoderSpec => ({
    encoder: { input: [3], layers: encoder },
    decoder: { input: [3], layers: decoder },
    loss: [{ term: 'mse' }],
  })
  const model = elaborate(vocabulary, spec([table, { layer: 'flat' }, { layer: 'dense', units: 3 }], []))

  const fit = (values: ReadonlyArray<number>, mask?: ReadonlyArray<number>): string => {
    if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
    const data = { values: Float32Array.from(values), sizes: [3], length: values.length / 3 }
    const known = mask === undefined ? {} : { mask: Float32Array.from(mask) }
    const fitted = fitToModel(model.right, { ...data, ...known })
    return Either.isLeft(fitted) ? drawFaults(fitted.left) : 'fits'
  }

  it('looks up one index a row', () => {
    expect([...runWithOnes(pipe(input([]), embedding(4, 2)), [[3], [0]]).y.shape]).toEqual([2, 2])
  })

  it('refuses data that are no indices, and says where', () => {
    expect(fit([0, 1, 3, 3, 2, 0])).toBe('fits')
    expect(fit([0, 1, 3, 3, 4, 0])).toContain('data, row 2, column 2')
    expect(fit([0, 1, 3, 3, 4, 0])).toContain('a whole number from 0 to 3')
    expect(fit([0, -1, 3])).toContain('-1')
    expect(fit([0, 0.5, 3])).toContain('0.5')
    expect(fit([0, 9, 3], [1, 0, 1])).toBe('fits')
  })

  it('is refused by the engine itself where nothing checked the data', () =>
    expect(() => runWithOnes(pipe(input([1]), embedding(4, 2)), [[4]])).toThrow('index 4 of a table with 4 rows'))

  it('comes first, where the data are', () => {
    expect(faultOf(pipe(input([2]), tap('x'), embedding(4, 2)))).toContain('the output of "tap"')
    const late = elaborate(vocabulary, spec([], [table, { layer: 'flat' }, { layer: 'dense', units: 3 }]))
    expect(Either.isLeft(late) ? drawFaults(late.left) : '').toContain('the code, which the encoder computes')
  })
})
