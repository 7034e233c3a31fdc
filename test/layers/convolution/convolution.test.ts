import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  dense,
  elaborate,
  flatten,
  input,
  library,
  mse,
  pipe,
  relu,
  sigmoid,
  spectralNorm,
  weightNorm,
} from '../../../src/index.ts'
import { drawFaults } from '../../../src/codec/index.ts'
import { mirror } from '../../../src/dsl/index.ts'
import type { Network } from '../../../src/index.ts'
import { buildNetwork, layers, outputSizes } from '../../../src/layers/index.ts'

const faultsOf = ({ input: sizes, layers: specs }: Network): string => {
  const built = buildNetwork(layers, specs, sizes, 'layers')
  return Either.isLeft(built) ? drawFaults(built.left) : expect.fail('it builds')
}

describe('a mirrored convolution', () => {
  it('is a transposed one that leads back to the very sizes', () => {
    const encoder = pipe(
      input([1, 28, 28]),
      conv2d(16, { stride: 2 }),
      relu,
      conv2d(32, { stride: 2 }),
      flatten,
      dense(8),
    )
    expect(mirror(encoder).layers).toEqual([
      { layer: 'dense', units: 1568 },
      { layer: 'reshape', sizes: [32, 7, 7] },
      { layer: 'convTranspose2d', channels: 16, stride: 2 },
      { layer: 'relu' },
      { layer: 'convTranspose2d', channels: 1, stride: 2 },
    ])
    expect(outputSizes(layers, mirror(encoder))).toEqual([1, 28, 28])
  })

  it('says the size where a stride has lost it', () => {
    const encoder = pipe(input([2, 27]), conv1d(4, { stride: 2 }), conv1d(8, { stride: 3, kernel: 3, padding: 1 }))
    expect(mirror(encoder).layers).toEqual([
      { layer: 'convTranspose1d', channels: 4, stride: 3, kernel: 3, padding: 1, size: [14] },
      { layer: 'convTranspose1d', channels: 2, stride: 2, size: [27] },
    ])
    expect(outputSizes(layers, mirror(encoder))).toEqual([2, 27])
  })

  it.each([
    ['same', 1, 1, 1],
    ['same', 4, 3, 2],
    ['valid', 3, 2, 2],
    [0, 2, 5, 1],
    [2, 5, 3, 1],
    [3, 2, 2, 3],
  ] as const)('fits every size: padding %s, kernel %i, stride %i, dilation %i', (padding, kernel, stride, dilation) => {
    for (let size = 1; size <= 24; size++) {
      const there = pipe(input([1, size]), conv1d(2, { padding, kernel, stride, dilation }))
      const built = buildNetwork(layers, there.layers, there.input, 'layers')
      if (Either.isRight(built)) expect(outputSizes(layers, mirror(there))).toEqual([1, size])
    }
  })

  it('shares the weights where they are tied, in both directions', () => {
    const encoder = pipe(
      input([4, 9, 8]),
      conv2d(6, { stride: 2, groups: 2, initialiser: 'heNormal' }),
      convTranspose2d(2, { stride: 2, bias: false }),
    )
    const decoder = mirror(encoder, { tied: true })
    expect(decoder.layers).toEqual([
      { layer: 'conv2d', channels: 6, stride: 2, bias: false, to: 'encoder.1' },
      { layer: 'convTranspose2d', channels: 4, stride: 2, groups: 2, to: 'encoder.0', size: [9, 8] },
    ])
    const model = elaborate(library, autoencoder({ encoder, decoder, loss: mse }))
    if (Either.isLeft(model)) return expect.fail(drawFaults(model.left))
    expect(Object.keys(model.right.parameters)).toEqual([
      'encoder.0.weight',
      'encoder.0.bias',
      'encoder.1.weight',
      'decoder.1.bias',
    ])
  })

  it('leads there again when it is mirrored itself', () => {
    const encoder = pipe(input([3, 5, 7]), conv2d(4, { stride: 3, initialiser: 'orthogonal' }))
    const back = mirror(encoder)
    expect(mirror(back).layers).toEqual(encoder.layers)
  })

  it('does so inside of weightNorm and spectralNorm', () => {
    const encoder = pipe(input([1, 5, 5]), weightNorm(conv2d(3)), spectralNorm(convTranspose2d(2, { stride: 2 })))
    const model = elaborate(library, autoencoder({ encoder, decoder: pipe(mirror(encoder), sigmoid), loss: mse }))
    if (Either.isLeft(model)) return expect.fail(drawFaults(model.left))
    expect(model.right.parameters['encoder.0.body.0.magnitude']?.shape).toEqual([3])
    expect(model.right.parameters['decoder.1.body.0.magnitude']?.shape).toEqual([1])
    expect(model.right.buffers['encoder.1.body.0.left']?.shape).toEqual([2])
  })
})

describe('what does not fit is named with the nearest that does', () => {
  it.each<readonly [string, Network, ReadonlyArray<string>]>([
    [
      'another rank',
      // @ts-expect-error a vector is not an image
      pipe(input([784]), conv2d(8)),
      ['layers[0]: expected images [channels, height, width], found [784] (reshape it first)'],
    ],
    [
      'groups',
      pipe(input([6, 9]), conv1d(8, { groups: 4 })),
      [
        'layers[0].groups: expected groups that divide the 6 input channels and the 8 output channels, found 4',
        'the nearest that do: 2',
      ],
    ],
    [
      'a kernel',
      pipe(input([1, 9, 5]), conv2d(8, { kernel: 4, dilation: 2, padding: 'valid' })),
      [
        'layers[0].kernel: expected a kernel that spans at most 5 entries along an axis of 5',
        'found 4 entries, 2 apart: a span of 7',
        'the nearest that fit: kernel 3, or dilation 1, or padding 1',
      ],
    ],
    [
      'a kernel beside padding',
      pipe(input([1, 3]), conv1d(8, { kernel: 9, padding: 1 })),
      [
        'expected a kernel that spans at most 5 entries, 2 of them zeros, along an axis of 3, found 9 entries',
        'the nearest that fit: kernel 5, or padding 3',
      ],
    ],
    [
      'a size that no stride leads from',
      pipe(input([1, 7, 7]), convTranspose2d(8, { stride: 2, size: [14, 15] })),
      [
        'layers[0].size[1]: expected a size from which a stride of 2 leads to an output of 7, found 15',
        'one from 13 to 14',
      ],
    ],
    [
      'the only size',
      pipe(input([1, 7]), convTranspose1d(8, { size: [8] })),
      ['expected a size from which a stride of 1 leads to an output of 7, found 8 (7 is the only one)'],
    ],
    [
      'padding that leaves nothing',
      pipe(input([1, 1]), convTranspose1d(8, { kernel: 3, padding: 2 })),
      [
        'layers[0].padding: expected padding that leaves some input for an output of 1 and a kernel of 3',
        'found 2 (at most 1 on either side)',
      ],
    ],
    [
      'a word',
      { input: [1, 4], layers: [{ layer: 'conv1d', channels: 1, padding: 'sane' }] },
      ['did you mean "same"?'],
    ],
    [
      'a stride of 0',
      { input: [1, 4], layers: [{ layer: 'conv1d', channels: 1, stride: 0 }] },
      ['layers[0].stride: expected a whole number from 1 to 4096, found 0'],
    ],
  ])('%s', (_, network, parts) => {
    for (const part of parts) expect(faultsOf(network)).toContain(part)
  })
})
