import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { AutoencoderSpec, LayerSpec, Net, Network } from '../../src/index.ts'
import {
  bilinear,
  Codecs,
  dense,
  elaborate,
  embedding,
  fourierFeatures,
  gradientReversal,
  input,
  library,
  pipe,
  stopGradient,
  tap,
  topK,
} from '../../src/index.ts'
import { built, row as layerRow, layers } from '../../src/layers/index.ts'
import { mirror } from '../../src/dsl/index.ts'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import { buildNetwork } from '../../src/layers/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { extentAt, product } from '../../src/tensor/shape.ts'
import { fitToModel } from '../../src/training/index.ts'

const A = ndarrays('float64')

const build = ({ input: sizes, layers: specs }: Network) => buildNetwork(layers, specs, sizes, 'encoder.layers')

const faultOf = (network: Network): string => {
  const result = build(network)
  return Either.isLeft(result) ? drawFaults(result.left) : 'no fault'
}

const run = (network: Network, rows: ReadonlyArray<ReadonlyArray<number>>) => {
  const result = build(network)
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  const x = wrap(Float64Array.from(rows.flat()), [rows.length, ...network.input])
  const parameters = Named.map(result.right.parameters, ({ shape }) => A.expand(A.constant([1], []), shape))
  return result.right.program(A, { x, parameters, buffers: {}, noise: {} })
}

describe('topK', () => {
  it('keeps the first of equal entries, and the farthest from 0 by magnitude', () => {
    expect([...A.read(run(pipe(input([4]), topK(2)), [[3, -5, 3, 3]]).y)]).toEqual([3, -0, 3, 0])
    expect([...A.read(run(pipe(input([4]), topK(2, { by: 'magnitude' })), [[3, -5, 1, 2]]).y)]).toEqual([3, -5, 0, 0])
  })

  it('refuses to keep more than there are', () =>
    expect(faultOf(pipe(input([4]), topK(5)))).toContain('at most 4, the width of the last axis'))
})

describe('gradientReversal and stopGradient', () => {
  it('leave values as they are to the bit', () => {
    for (const layer of [gradientReversal(0.3), stopGradient])
      expect([...A.read(run(pipe(input([3]), layer), [[0.1, 1e17, -3]]).y)]).toEqual([0.1, 1e17, -3])
  })
})

describe('fourierFeatures', () => {
  it('is the same for the same seed, on the unit circle', () => {
    const [a, again, other] = [7, 7, 8].map((seed) =>
      A.read(run(pipe(input([2]), fourierFeatures(3, { seed })), [[0.2, -0.4]]).y),
    )
    expect(a).toEqual(again)
    expect(a).not.toEqual(other)
    for (const i of [0, 1, 2]) expect((a?.[i] ?? 0) ** 2 + (a?.[i + 3] ?? 0) ** 2).toBeCloseTo(1, 14)
  })
})

/** [t, f] as one vector. */
const flat = layerRow({
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
  const vocabulary = { ...library, layers: { ...layers, flat } }
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
    expect([...run(pipe(input([]), embedding(4, 2)), [[3], [0]]).y.shape]).toEqual([2, 2])
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
    expect(() => run(pipe(input([1]), embedding(4, 2)), [[4]])).toThrow('index 4 of a table with 4 rows'))

  it('comes first, where the data are', () => {
    expect(faultOf(pipe(input([2]), tap('x'), embedding(4, 2)))).toContain('the output of "tap"')
    const late = elaborate(vocabulary, spec([], [table, { layer: 'flat' }, { layer: 'dense', units: 3 }]))
    expect(Either.isLeft(late) ? drawFaults(late.left) : '').toContain('the code, which the encoder computes')
  })
})

describe('mirror', () => {
  it('leaves out what only selects or stops, and refuses what does not lead back', () => {
    expect(mirror(pipe(input([4]), dense(3), topK(2), gradientReversal(), stopGradient)).layers).toEqual([
      { layer: 'dense', units: 4 },
    ])
    expect(() => mirror(pipe(input([4]), embedding(4, 2)))).toThrow('an embedding has no mirror')
    expect(() => mirror(pipe(input([4]), fourierFeatures(2)))).toThrow('fourierFeatures has no mirror')
    const squares = bilinear(
      2,
      (x) => x,
      (x: Net<readonly [4], readonly [4], never>) => x,
    )
    expect(() => mirror(pipe(input([4]), squares))).toThrow('a bilinear layer has no mirror')
  })
})
