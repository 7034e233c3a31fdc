import { describe, expect, it } from 'vitest'
import {
  averagePool1d,
  averagePool2d,
  globalAveragePool,
  globalMaxPool,
  input,
  maxPool1d,
  maxPool2d,
  pipe,
  upsampleBilinear2d,
  upsampleNearest1d,
  upsampleNearest2d,
} from '../../../src/index.ts'
import type { Network } from '../../../src/index.ts'
import { layers, mirrorLayers, outputSizes } from '../../../src/layers/index.ts'
import { A, faultOf, numbers, run as runRows } from '../run.ts'

/** What a network without parameters makes of one row, and of the cotangent 12, 120, 1200, … */
const run = (network: Network, x: ReadonlyArray<number>) => {
  const { y, pullback } = runRows(network, A.constant(x, [1, ...network.input]))
  const dy = A.constant(
    numbers(y).map((_, i) => 12 * 10 ** i),
    [...y.shape],
  )
  return { y: numbers(y), dx: numbers(pullback(dy, {}).dx) }
}

describe('the greatest of equal entries', () => {
  it('share the cotangent, window by window', () => {
    expect(run(pipe(input([1, 6]), maxPool1d(3)), [1, 1, 0, 5, 5, 5])).toEqual({
      y: [1, 5],
      dx: [6, 6, 0, 40, 40, 40],
    })
    expect(run(pipe(input([1, 2, 2]), maxPool2d(2)), [7, 7, 7, 7]).dx).toEqual([3, 3, 3, 3])
    expect(run(pipe(input([1, 3]), maxPool1d(2, { stride: 1 })), [2, 2, 2]).dx).toEqual([6, 66, 60])
    expect(run(pipe(input([1, 2, 2]), globalMaxPool), [-1, -1, -2, -3]).dx).toEqual([6, 6, 0, 0])
  })

  it('are never around the input, whatever its sign', () => {
    expect(run(pipe(input([1, 3]), maxPool1d(3, { stride: 1, padding: 'same' })), [-4, -9, -9])).toEqual({
      y: [-4, -4, -9],
      dx: [132, 600, 600],
    })
    expect(run(pipe(input([1, 2]), maxPool1d(2, { padding: 1 })), [-4, -9]).y).toEqual([-4, -9])
  })
})

it('what is around the input does not count in a mean', () => {
  expect(run(pipe(input([1, 3]), averagePool1d(3, { stride: 1, padding: 'same' })), [2, 4, 6]).y).toEqual([3, 4, 5])
})

it('means of two and four, and straight lines to twice the length, are exact on whole numbers', () => {
  const x = [1, 5, -3, 7, 2, 11, 8, -6]
  expect(run(pipe(input([1, 2, 4]), averagePool2d(2)), x).y).toEqual([19 / 4, 6 / 4])
  expect(run(pipe(input([2, 2, 2]), globalAveragePool), x).y).toEqual([10 / 4, 15 / 4])
  expect(run(pipe(input([1, 1, 2]), upsampleBilinear2d(2)), [0, 4]).y).toEqual([0, 1, 3, 4, 0, 1, 3, 4])
})

describe('mirror', () => {
  const back = (network: Network) => mirrorLayers(layers, network.layers, network.input)

  it('of a pooling repeats entries, by a factor or to the size', () => {
    expect(back(pipe(input([3, 28, 28]), maxPool2d(2)))).toEqual([{ layer: 'upsampleNearest2d', factor: 2 }])
    expect(back(pipe(input([3, 7]), averagePool1d(2)))).toEqual([{ layer: 'upsampleNearest1d', size: [7] }])
    expect(back(pipe(input([3, 28, 28]), maxPool2d(3, { stride: 2 })))).toEqual([
      { layer: 'upsampleNearest2d', size: [28, 28] },
    ])
    expect(back(pipe(input([3, 8, 4]), globalMaxPool))).toEqual([
      { layer: 'reshape', sizes: [3, 1, 1] },
      { layer: 'upsampleNearest2d', size: [8, 4] },
    ])
  })

  it('leads back to the very sizes', () => {
    for (const network of [
      pipe(input([3, 11, 6]), maxPool2d(2, { padding: 'same' })),
      pipe(input([3, 11, 6]), averagePool2d(4, { stride: 3, padding: 2 })),
      pipe(input([3, 11, 6]), globalAveragePool),
    ])
      expect(outputSizes(layers, { input: outputSizes(layers, network), layers: back(network) })).toEqual([3, 11, 6])
  })

  it('of an upsampling by a factor takes means', () => {
    expect(back(pipe(input([3, 5, 6]), upsampleBilinear2d(3)))).toEqual([{ layer: 'averagePool2d', kernel: 3 }])
    expect(back(pipe(input([3, 5]), upsampleNearest1d({ size: [10] })))).toEqual([
      { layer: 'averagePool1d', kernel: 2 },
    ])
  })

  it('is refused where there is none', () => {
    expect(() => back(pipe(input([3, 5, 6]), upsampleNearest2d({ size: [7, 8] })))).toThrow('write the decoder out')
    expect(() => back(pipe(input([3, 2, 2, 2]), globalMaxPool))).toThrow('write the decoder out')
  })
})

describe('what does not fit', () => {
  it.each<readonly [string, Network, string]>([
    ['a kernel', pipe(input([1, 4, 9]), maxPool2d(5)), 'the nearest that fit: kernel 4, or padding 1'],
    [
      'padding',
      pipe(input([1, 9]), averagePool1d(2, { padding: 2 })),
      'layers[0].padding: expected padding below the kernel 2, so that no window is empty, found 2 (at most 1)',
    ],
    [
      'a smaller size',
      pipe(input([1, 9, 9]), upsampleNearest2d({ size: [9, 4] })),
      'layers[0].size[1]: expected a size of at least 9, that of the input, found 4 (averagePool leads to smaller ones)',
    ],
    [
      'no channels',
      { input: [5], layers: [{ layer: 'globalMaxPool' }] },
      'expected channels first and at least one axis after them, [channels, …], found [5]',
    ],
    [
      'neither factor nor size',
      { input: [5, 5], layers: [{ layer: 'upsampleNearest1d' }] },
      'expected either "factor" or "size", found neither',
    ],
    [
      'both',
      { input: [5, 5], layers: [{ layer: 'upsampleLinear1d', factor: 2, size: [10] }] },
      'expected either "factor" or "size", found both',
    ],
    [
      'another rank',
      { input: [28, 28], layers: [{ layer: 'maxPool2d', kernel: 2 }] },
      'expected images [channels, height, width], found [28, 28]',
    ],
  ])('%s', (_, network, says) => expect(faultOf(network)).toContain(says))
})
