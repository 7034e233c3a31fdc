import fc from 'fast-check'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { whole } from '../../src/laws/numbers.ts'
import { path, stream } from '../../src/random/index.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import type { Window } from '../../src/tensor/tensor.ts'
import { outputSizes } from '../../src/tensor/window.ts'

/** A convolution with whole numbers for its three tensors. */
export interface Convolution {
  readonly window: Window
  readonly sizes: Sizes
  readonly kernel: Sizes
  readonly x: NdArray
  readonly k: NdArray
  readonly y: NdArray
}

interface Along {
  readonly size: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly after: number
}

const along: fc.Arbitrary<Along> = fc.record({
  size: fc.constantFrom(1, 2, 3, 5, 7, 8, 11),
  kernel: fc.constantFrom(1, 2, 3, 5),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.nat(3),
  after: fc.nat(3),
})

/** Arbitrary strides, dilations, paddings on both sides, groups, and sizes with 1 and primes among them. */
export const convolutionsOf = (images: fc.Arbitrary<number>): fc.Arbitrary<Convolution> =>
  fc
    .record({
      axes: fc.array(along, { minLength: 1, maxLength: 2 }),
      images,
      groups: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    })
    .map(({ axes, images, groups, channels, outputs, seed }) => {
      const [sizes, kernel] = [axes.map(({ size }) => size), axes.map((axis) => axis.kernel)]
      const window = {
        strides: axes.map(({ stride }) => stride),
        dilations: axes.map(({ dilation }) => dilation),
        pads: axes.map(({ before, after }) => ({ before, after })),
        groups,
      }
      const places = outputSizes(sizes, kernel, window)
      const numbers = (name: string, shape: Sizes): (() => NdArray) => {
        const fits = shape.every((extent) => extent >= 1)
        return () => whole(path(stream(seed), name), fits ? shape : [1])
      }
      return {
        window,
        sizes,
        kernel,
        places,
        x: numbers('x', [images, groups * channels, ...sizes]),
        k: numbers('k', [groups * outputs, channels, ...kernel]),
        y: numbers('y', [images, groups * outputs, ...places]),
      }
    })
    .filter(({ places }) => places.every((count) => count >= 1))
    .map(({ window, sizes, kernel, x, k, y }) => ({ window, sizes, kernel, x: x(), k: k(), y: y() }))

export const convolutions = convolutionsOf(fc.integer({ min: 1, max: 3 }))
