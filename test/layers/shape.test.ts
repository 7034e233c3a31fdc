import { describe, expect, it } from 'vitest'
import {
  conv2d,
  crop,
  dense,
  depthToSpace,
  flatten,
  input,
  maxPool2d,
  pad,
  parallel,
  patches,
  permute,
  pipe,
  relu,
  reshape,
  spaceToDepth,
  splitAxis,
  tanh,
  unpatches,
} from '../../src/index.ts'
import { mirror } from '../../src/dsl/index.ts'
import type { Network } from '../../src/index.ts'
import { layers, mirrorLayers, outputSizes } from '../../src/layers/index.ts'
import { A, faultOf, numbers, run } from './run.ts'

const of = (sizes: ReadonlyArray<number>, layer: string, settings: object = {}): Network => ({
  input: sizes,
  layers: [{ ...settings, layer }],
})

describe('settings that do not fit the rows are named with the nearest that do', () => {
  it.each<readonly [Network, string]>([
    [
      of([1, 28, 28], 'reshape', { sizes: [2, 28, 13] }),
      'layers[0].sizes: expected sizes that hold the 784 entries of [1, 28, 28], found [2, 28, 13], which holds 728 (the nearest that do: [2, 28, 14])',
    ],
    [of([16], 'reshape', { sizes: [5, 3] }), 'the nearest that do: [16]'],
    [
      of([2, 3, 4], 'permute', { axes: [2, 2, 0] }),
      'layers[0].axes: expected each of the 3 axes of [2, 3, 4] once, counted from 0, found [2, 2, 0] (the nearest order: [2, 0, 1])',
    ],
    [of([2, 3], 'permute', { axes: [1, 2, 0] }), 'found [1, 2, 0] (the nearest order: [1, 0])'],
    [
      of([2, 3], 'pad', { by: [[1, 1]] }),
      'layers[0].by: expected 2 pairs, one for each axis of [2, 3], found 1 (an axis that stays as it is has [0, 0])',
    ],
    [
      of([2, 5], 'crop', {
        by: [
          [0, 0],
          [3, 2],
        ],
      }),
      'layers[0].by[1]: expected at most 4 entries taken off an axis of 5, found 3 and 2 (the nearest that leave something: 3 and 1)',
    ],
    [of([5], 'crop', { by: [[7, 2]] }), 'the nearest that leave something: 4 and 0'],
    [
      of([1, 28, 30], 'patches', { size: 7 }),
      'layers[0].size: expected a size that divides the height 28 and the width 30, found 7 (the nearest that do: 2)',
    ],
    [of([1, 28], 'patches', { size: 7 }), 'expected images [channels, height, width], found [1, 28]'],
    [
      of([16, 49], 'unpatches', { size: 7, image: [28, 35] }),
      'layers[0].image: expected an image that 16 patches of 7 by 7 fill, found 28 by 35, which 20 fill (one as high: 28 by 28)',
    ],
    [
      of([16, 50], 'unpatches', { size: 7, image: [28, 28] }),
      'layers[0].size: expected a size whose square divides the 50 entries of a patch, found 7 (with it, the nearest numbers of entries: 49 and 98)',
    ],
    [
      of([49], 'unpatches', { size: 7, image: [7, 7] }),
      'expected a sequence of patches, [patches, entries], found [49]',
    ],
    [of([1, 9, 6], 'spaceToDepth', { block: 2 }), 'found 2 (the nearest that do: 1 and 3)'],
    [
      of([10, 3, 3], 'depthToSpace', { block: 2 }),
      'layers[0].block: expected a size whose square divides the 10 channels, found 2 (with it, the nearest numbers of channels: 8 and 12)',
    ],
    [
      of([5], 'splitAxis', { parts: [3, 1], branches: [[], []] }),
      'layers[0].parts: expected parts that add up to the 5 entries of [5] along axis -1, found 3 + 1 = 4 (the nearest that do: [3, 2])',
    ],
    [
      of([5], 'splitAxis', { parts: [5], branches: [[], []] }),
      'layers[0].parts: expected 2 parts, one for each branch, found 1',
    ],
    [
      of([5], 'splitAxis', { branches: [[], []] }),
      'layers[0].branches: expected a number of branches that divides the 5 entries of [5] along axis -1, found 2 (say with "parts" how many entries each gets)',
    ],
    [of([5], 'splitAxis', { parts: [5], branches: [[]], axis: 1 }), 'expected rows with an axis 1, found [5]'],
    [
      of([4, 5], 'parallel', { branches: [[], [{ layer: 'dense', units: 3 }]], axis: 0 }),
      'layers[0]: expected branches that give the same sizes but along axis 0, found [4, 5] (another gives [4, 3])',
    ],
    [of([4], 'parallel', { branches: [[]], axis: -2 }), 'same sizes but along axis -2, found [4]'],
  ])('%j', (network, says) => expect(faultOf(network)).toContain(says))
})

describe('mirror', () => {
  it('leads back through flatten and reshape', () => {
    const encoder = pipe(input([1, 28, 28]), flatten, dense(32), relu, reshape([2, 16]))
    expect(mirror(encoder).layers).toEqual([
      { layer: 'reshape', sizes: [32] },
      { layer: 'relu' },
      { layer: 'dense', units: 784 },
      { layer: 'reshape', sizes: [1, 28, 28] },
    ])
  })

  it('pairs what moves entries with what moves them back', () => {
    const encoder = pipe(
      input([4, 6, 8]),
      permute([2, 0, 1]),
      pad([
        [0, 0],
        [1, 1],
        [2, 0],
      ]),
      spaceToDepth(2),
      patches(1),
    )
    expect(mirror(encoder).layers).toEqual([
      { layer: 'unpatches', size: 1, image: [3, 4] },
      { layer: 'depthToSpace', block: 2 },
      {
        layer: 'crop',
        by: [
          [0, 0],
          [1, 1],
          [2, 0],
        ],
      },
      { layer: 'permute', axes: [1, 2, 0] },
    ])
    expect(mirror(mirror(encoder)).layers).toEqual(encoder.layers)
  })

  it('takes branches of a cut axis back part by part', () => {
    const encoder = pipe(
      input([5, 8]),
      splitAxis(
        [6, 2],
        (x) => pipe(x, dense(3), tanh),
        (x) => x,
      ),
    )
    expect(mirror(encoder).layers).toEqual([
      { layer: 'splitAxis', parts: [3, 2], branches: [[{ layer: 'tanh' }, { layer: 'dense', units: 6 }], []] },
    ])
  })

  const encoders: ReadonlyArray<Network> = [
    pipe(input([1, 28, 28]), conv2d(4, { stride: 2 }), relu, maxPool2d(2), spaceToDepth(7), flatten, dense(4)),
    pipe(input([3, 9, 7]), maxPool2d(2), permute([1, 2, 0]), reshape([4, 9]), flatten),
    pipe(
      input([2, 6, 9]),
      patches(3),
      dense(4),
      permute([1, 0]),
      crop([
        [0, 1],
        [2, 0],
      ]),
    ),
    pipe(
      input([16, 3, 3]),
      depthToSpace(4),
      pad([
        [0, 0],
        [1, 3],
        [0, 0],
      ]),
    ),
    pipe(input([4, 9]), unpatches(3, [6, 6]), conv2d(2)),
  ]
  it.each(encoders)('leads from the code to the very sizes of the input: $input', (encoder) => {
    const back = mirrorLayers(layers, encoder.layers, encoder.input)
    expect(outputSizes(layers, { input: outputSizes(layers, encoder), layers: back })).toEqual(encoder.input)
  })

  it('undoes what moves entries, number by number', () => {
    const encoder = pipe(
      input([1, 4, 6]),
      permute([0, 2, 1]),
      spaceToDepth(2),
      pad([
        [1, 0],
        [0, 0],
        [0, 2],
      ]),
      crop([
        [1, 0],
        [0, 0],
        [0, 2],
      ]),
    )
    const there = pipe(encoder, permute([1, 0, 2]), flatten)
    const x = Array.from({ length: 24 }, (_, i) => i)
    const { y } = run(
      { input: [1, 4, 6], layers: [...there.layers, ...mirror(there).layers] },
      A.constant(x, [1, 1, 4, 6]),
    )
    expect(numbers(y)).toEqual(x)
  })
})

it('a branch of nothing joins the input itself', () => {
  const joined = pipe(
    input([2, 2]),
    parallel(
      (x) => x,
      (x) => pipe(x, relu),
      { axis: 0 },
    ),
  )
  expect(numbers(run(joined, A.constant([1, -2, -3, 4], [1, 2, 2])).y)).toEqual([1, -2, -3, 4, 1, 0, 0, 4])
})
