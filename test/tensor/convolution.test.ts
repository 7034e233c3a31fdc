import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import * as Im2col from '../../src/tensor/im2col.ts'
import { ShapeError } from '../../src/tensor/infer.ts'
import * as Convolution from '../../src/tensor/convolution.ts'
import type { Convolution as Example } from './convolutions.ts'
import { convolutions } from './convolutions.ts'

const numRuns = 500

/** y by its definition, sum for sum, with a lone axis as the second of two. */
const defined = ({ x, k, y, window }: Example): ReadonlyArray<number> => {
  const three = (shape: ReadonlyArray<number>) =>
    shape.length === 3 ? [...shape.slice(0, 2), 1, ...shape.slice(2)] : shape
  const both = (list: ReadonlyArray<number>, missing: number) => (list.length === 1 ? [missing, ...list] : list)
  const [
    [images = 0, channels = 0, height = 0, width = 0],
    [, each = 0, tall = 0, wide = 0],
    [, outputs = 0, rows = 0, columns = 0],
  ] = [three(x.shape), three(k.shape), three(y.shape)]
  const [down = 1, along = 1] = both(window.strides, 1)
  const [apart = 1, beside = 1] = both(window.dilations, 1)
  const [top = 0, left = 0] = both(
    window.pads.map(({ before }) => before),
    0,
  )
  const [from, by] = [A.read(x), A.read(k)]
  const at = (n: number, c: number, i: number, j: number): number =>
    i < 0 || j < 0 || i >= height || j >= width ? 0 : (from[((n * channels + c) * height + i) * width + j] ?? 0)
  const out: Array<number> = []
  for (let n = 0; n < images; n++)
    for (let o = 0; o < outputs; o++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const first = Math.floor(o / (outputs / window.groups)) * each
          let sum = 0
          for (let c = 0; c < each; c++)
            for (let i = 0; i < tall; i++)
              for (let j = 0; j < wide; j++)
                sum +=
                  at(n, first + c, row * down + i * apart - top, column * along + j * beside - left) *
                  (by[((o * each + c) * tall + i) * wide + j] ?? 0)
          out.push(sum)
        }
  return out
}

const numbers = (a: NdArray): ReadonlyArray<number> => [...A.read(a)]

describe('convolution, on whole numbers to the bit', () => {
  it('is what its definition says', () => {
    fc.assert(
      fc.property(convolutions, (one) => {
        const y = A.conv(one.x, one.k, one.window)
        expect([...y.shape]).toEqual([...one.y.shape])
        expect(numbers(y)).toEqual(defined(one))
      }),
      { numRuns },
    )
  })

  it('is products of matrices, and so are its adjoints', () => {
    fc.assert(
      fc.property(convolutions, ({ x, k, y, window, sizes, kernel }) => {
        const same = (a: NdArray, b: NdArray): void => {
          expect([...a.shape]).toEqual([...b.shape])
          expect(numbers(a)).toEqual(numbers(b))
        }
        same(Convolution.conv(A, x, k, window), A.conv(x, k, window))
        same(Convolution.convInput(A, y, k, window, sizes), A.convInput(y, k, window, sizes))
        same(Convolution.convKernel(A, x, y, window, kernel), A.convKernel(x, y, window, kernel))
      }),
      { numRuns },
    )
  })

  it('is the same in float32 and on views', () => {
    const B = ndarrays('float32')
    fc.assert(
      fc.property(convolutions, ({ x, k, y, window, sizes, kernel }) => {
        const narrow = (a: NdArray): NdArray => B.constant(A.read(a), [...a.shape])
        const turned = (a: NdArray): NdArray => {
          const order = a.shape.map((_, axis) => a.shape.length - 1 - axis)
          return A.transpose(
            A.reshape(
              A.transpose(a, order),
              order.map((axis) => a.shape[axis] ?? 1),
            ),
            order,
          )
        }
        expect(numbers(B.conv(narrow(x), narrow(k), window))).toEqual(numbers(A.conv(turned(x), turned(k), window)))
        expect(numbers(B.convInput(narrow(y), narrow(k), window, sizes))).toEqual(
          numbers(A.convInput(turned(y), turned(k), window, sizes)),
        )
        expect(numbers(B.convKernel(narrow(x), narrow(y), window, kernel))).toEqual(
          numbers(A.convKernel(turned(x), turned(y), window, kernel)),
        )
      }),
    )
  })
})

describe('the entries under windows', () => {
  const ones = (shape: ReadonlyArray<number>): NdArray => A.expand(A.constant([1], []), shape)

  it('add up to what a convolution with ones is, and go back where they came from', () => {
    fc.assert(
      fc.property(convolutions, ({ x, y, window, sizes, kernel }) => {
        const [n = 1, channels = 1] = x.shape
        const depthwise = { ...window, groups: channels }
        const kernels = ones([channels, 1, ...kernel])
        const sums = A.sum(Im2col.im2col(A, x, kernel, window, 0), [1])
        const places = [n, channels, ...y.shape.slice(2)]
        expect(numbers(Im2col.batchFirst(A, sums, places))).toEqual(numbers(A.conv(x, kernels, depthwise)))
        const each = A.conv(x, kernels, depthwise)
        const repeated = A.expand(Im2col.perWindow(A, each), Im2col.im2col(A, x, kernel, window, 0).shape)
        const back = Im2col.im2colAdjoint(A, repeated, kernel, window, [...x.shape])
        expect(numbers(back)).toEqual(numbers(A.convInput(each, kernels, depthwise, sizes)))
      }),
      { numRuns },
    )
  })

  it('and their adjoint belong together', () => {
    fc.assert(
      fc.property(convolutions, ({ x, window, kernel }) => {
        const seen = Im2col.im2col(A, x, kernel, window, 0)
        const factors = A.constant(
          numbers(seen).map((_, i) => ((i * 7) % 11) - 5),
          [...seen.shape],
        )
        const back = Im2col.im2colAdjoint(A, factors, kernel, window, [...x.shape])
        const dot = (a: NdArray, b: NdArray): number => {
          const others = numbers(b)
          return numbers(a).reduce((sum, value, i) => sum + value * (others[i] ?? Number.NaN), 0)
        }
        expect(dot(back, x)).toBe(dot(factors, seen))
      }),
      { numRuns },
    )
  })

  it('hold the number that is outside where they reach out', () => {
    const x = A.constant([1, 2, 3], [1, 1, 3])
    const window = { strides: [2], dilations: [1], pads: [{ before: 1, after: 1 }], groups: 1 }
    expect(numbers(Im2col.im2col(A, x, [2], window, -Infinity))).toEqual([-Infinity, 2, 1, 3])
    expect(numbers(Im2col.im2colAdjoint(A, A.constant([9, 8, 7, 6], [1, 2, 2]), [2], window, [1, 1, 3]))).toEqual([
      7, 8, 6,
    ])
  })
})

describe('operands that do not meet', () => {
  const at = (shape: ReadonlyArray<number>): NdArray =>
    A.constant(new Float64Array(shape.reduce((a, b) => a * b, 1)), shape)
  const window = { strides: [1], dilations: [1], pads: [{ before: 0, after: 0 }], groups: 1 }

  it.each<readonly [string, () => NdArray]>([
    ['other channels', () => A.conv(at([2, 3, 5]), at([4, 2, 3]), window)],
    ['a kernel that is too long', () => A.conv(at([2, 3, 5]), at([4, 3, 6]), window)],
    ['groups that do not divide', () => A.conv(at([2, 4, 5]), at([3, 2, 3]), { ...window, groups: 2 })],
    ['a stride of 0', () => A.conv(at([2, 3, 5]), at([4, 3, 3]), { ...window, strides: [0] })],
    ['one stride for two axes', () => A.conv(at([2, 3, 5, 5]), at([4, 3, 3, 3]), window)],
    ['sizes that lead elsewhere', () => A.convInput(at([2, 4, 3]), at([4, 3, 3]), window, [6])],
    ['a kernel that leads elsewhere', () => A.convKernel(at([2, 3, 5]), at([2, 4, 3]), window, [2])],
  ])('%s are refused with both shapes', (_, run) => expect(run).toThrow(ShapeError))
})
