import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Window } from '../../tensor/tensor.ts'
import type { Dtype, NdArray, Numbers } from './array.ts'
import { allocate, dense, wrap } from './array.ts'

/** The last two of some numbers, for one or two axes: a missing first axis has one entry. */
const twoAxes = (values: ReadonlyArray<number>, missing: number): readonly [number, number] => {
  const [first = missing, second] = values
  return second === undefined ? [missing, first] : [first, second]
}

/**
 * Calls `visit` with the row-major indices of every product that a convolution adds up:
 *
 *     y[n, o, p] = Σ x[n, c, p·stride + q·dilation − before] · k[o, c, q]      over c in the group of o, and q
 *
 * Its three tensors are each linear in the two others, so each of the three operations adds these products to one.
 */
const eachProduct = (
  x: Sizes,
  k: Sizes,
  y: Sizes,
  { strides, dilations, pads, groups }: Window,
  visit: (xAt: number, kAt: number, yAt: number) => void,
): void => {
  const [examples = 1, channels = 1] = x
  const [outputs = 1, groupChannels = 1] = k
  const [[height, width], [kernelHeight, kernelWidth], [rows, columns]] = [
    twoAxes(x.slice(2), 1),
    twoAxes(k.slice(2), 1),
    twoAxes(y.slice(2), 1),
  ]
  const [[strideY, strideX], [dilationY, dilationX]] = [twoAxes(strides, 1), twoAxes(dilations, 1)]
  const [top, left] = twoAxes(
    pads.map(({ before }) => before),
    0,
  )
  const groupOutputs = outputs / groups
  for (let n = 0; n < examples; n++)
    for (let o = 0; o < outputs; o++)
      for (let c = 0; c < groupChannels; c++) {
        const channel = Math.floor(o / groupOutputs) * groupChannels + c
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++)
            for (let p = 0; p < kernelHeight; p++)
              for (let q = 0; q < kernelWidth; q++) {
                const [row, column] = [i * strideY + p * dilationY - top, j * strideX + q * dilationX - left]
                if (row < 0 || row >= height || column < 0 || column >= width) continue
                visit(
                  ((n * channels + channel) * height + row) * width + column,
                  ((o * groupChannels + c) * kernelHeight + p) * kernelWidth + q,
                  ((n * outputs + o) * rows + i) * columns + j,
                )
              }
      }
}

const at = ({ data, offset }: NdArray, index: number): number => data[offset + index] ?? Number.NaN

const add = (sums: Float64Array, index: number, value: number): void => {
  sums[index] = (sums[index] ?? 0) + value
}

/** The sums, made in double precision, in a dtype. */
const rounded = (dtype: Dtype, sums: Float64Array, shape: Sizes): NdArray => {
  const data: Numbers = allocate(dtype, sums.length)
  data.set(sums)
  return wrap(data, shape)
}

/** y from x and k. */
export const conv = (dtype: Dtype, [x, k]: readonly [NdArray, NdArray], shape: Sizes, window: Window): NdArray => {
  const [from, kernel, sums] = [dense(dtype, x), dense(dtype, k), new Float64Array(product(shape))]
  eachProduct(x.shape, k.shape, shape, window, (xAt, kAt, yAt) => add(sums, yAt, at(from, xAt) * at(kernel, kAt)))
  return rounded(dtype, sums, shape)
}

/** The adjoint in x: from y and k. */
export const convInput = (dtype: Dtype, [y, k]: readonly [NdArray, NdArray], shape: Sizes, window: Window): NdArray => {
  const [from, kernel, sums] = [dense(dtype, y), dense(dtype, k), new Float64Array(product(shape))]
  eachProduct(shape, k.shape, y.shape, window, (xAt, kAt, yAt) => add(sums, xAt, at(from, yAt) * at(kernel, kAt)))
  return rounded(dtype, sums, shape)
}

/** The adjoint in k: from x and y. */
export const convKernel = (
  dtype: Dtype,
  [x, y]: readonly [NdArray, NdArray],
  shape: Sizes,
  window: Window,
): NdArray => {
  const [input, output, sums] = [dense(dtype, x), dense(dtype, y), new Float64Array(product(shape))]
  eachProduct(x.shape, shape, y.shape, window, (xAt, kAt, yAt) => add(sums, kAt, at(input, xAt) * at(output, yAt)))
  return rounded(dtype, sums, shape)
}
