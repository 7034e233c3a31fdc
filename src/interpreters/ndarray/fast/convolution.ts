import type { Sizes } from '../../../tensor/shape.ts'
import { product } from '../../../tensor/shape.ts'
import type { Window } from '../../../tensor/tensor.ts'
import type { Dtype, NdArray, Numbers } from '../array.ts'
import { dense, wrap, zeros } from '../array.ts'
import type { MatrixView } from './packedMatmul.ts'
import { multiplyInto } from './packedMatmul.ts'

/** One convolution, whichever of its three tensors is asked for; per group where there are groups. */
interface Geometry {
  readonly images: number
  readonly groups: number
  /** How many numbers of x, of k and of y belong to one group of an image. */
  readonly each: { readonly x: number; readonly k: number; readonly y: number }
  readonly outputs: number
  /** Where the columns of an image come from: where a run begins there and here, and how long it is. */
  readonly runs: Int32Array
  /** How far apart the numbers of a run are in the image. */
  readonly step: number
}

/** The places along an axis at which entry `offset` of a kernel is inside the input. */
const inside = (size: number, places: number, stride: number, offset: number): readonly [from: number, to: number] => [
  Math.max(0, Math.ceil(-offset / stride)),
  Math.max(0, Math.min(places, Math.floor((size - 1 - offset) / stride) + 1)),
]

/** Two axes, the first of one entry where there was one. */
const two = <T>(list: ReadonlyArray<T>, missing: T): readonly [T, T] => {
  const [a = missing, b] = list
  return b === undefined ? [missing, a] : [a, b]
}

/** The runs of one group: rows of columns [c·w, e] as pieces of an image [c, …s]. */
const runsOf = (channels: number, x: Sizes, k: Sizes, y: Sizes, { strides, dilations, pads }: Window): Int32Array => {
  const [[height, width], [tall, wide], [rows, columns]] = [two(x, 1), two(k, 1), two(y, 1)]
  const [[down, along], [apart, beside]] = [two(strides, 1), two(dilations, 1)]
  const [top, left] = two(
    pads.map(({ before }) => before),
    0,
  )
  const runs: Array<number> = []
  for (let c = 0, column = 0; c < channels; c++)
    for (let i = 0; i < tall; i++)
      for (let j = 0; j < wide; j++, column += rows * columns) {
        const [dy, dx] = [i * apart - top, j * beside - left]
        const [[firstRow, endRow], [from, to]] = [inside(height, rows, down, dy), inside(width, columns, along, dx)]
        for (let row = firstRow; row < endRow; row++)
          if (to > from)
            runs.push(
              column + row * columns + from,
              (c * height + row * down + dy) * width + from * along + dx,
              to - from,
            )
      }
  return Int32Array.from(runs)
}

const geometry = (x: Sizes, k: Sizes, y: Sizes, window: Window): Geometry => {
  const [, channels = 1, ...kernel] = k
  const [sizes, places] = [x.slice(2), y.slice(2)]
  const outputs = (y[1] ?? 1) / window.groups
  return {
    images: x[0] ?? 0,
    groups: window.groups,
    each: {
      x: channels * product(sizes),
      k: outputs * channels * product(kernel),
      y: outputs * product(places),
    },
    outputs,
    runs: runsOf(channels, sizes, kernel, places, window),
    step: window.strides.at(-1) ?? 1,
  }
}

/** Columns [c·w, e] of zeros; what lies outside of the input stays 0 from image to image. */
const columnsFor = ({ each, outputs }: Geometry): MatrixView & { readonly data: Float64Array } => {
  const [rows, columns] = [each.k / outputs, each.y / outputs]
  return { data: new Float64Array(rows * columns), offset: 0, rows, columns, rowStride: columns, columnStride: 1 }
}

/** Copies an image into columns. The indices come from `runsOf`, hence the casts. */
const unfold = ({ runs, step }: Geometry, columns: Float64Array, image: Numbers, start: number): void => {
  for (let r = 0; r < runs.length; r += 3) {
    const [to, from, length] = [runs[r] as number, (runs[r + 1] as number) + start, runs[r + 2] as number]
    for (let t = 0; t < length; t++) columns[to + t] = image[from + t * step] as number
  }
}

/** Adds columns to an image: the adjoint of `unfold`. */
const fold = ({ runs, step }: Geometry, columns: Float64Array, image: Float64Array, start: number): void => {
  for (let r = 0; r < runs.length; r += 3) {
    const [from, to, length] = [runs[r] as number, (runs[r + 1] as number) + start, runs[r + 2] as number]
    for (let t = 0; t < length; t++)
      image[to + t * step] = (image[to + t * step] as number) + (columns[from + t] as number)
  }
}

/** A matrix row-major from `offset` on. */
const matrix = (data: Numbers, offset: number, rows: number, columns: number): MatrixView => ({
  data,
  offset,
  rows,
  columns,
  rowStride: columns,
  columnStride: 1,
})

const flipped = (m: MatrixView): MatrixView => ({
  ...m,
  rows: m.columns,
  columns: m.rows,
  rowStride: m.columnStride,
  columnStride: m.rowStride,
})

const eachGroup = ({ images, groups }: Geometry, visit: (group: number, at: number) => void): void => {
  for (let n = 0; n < images; n++) for (let g = 0; g < groups; g++) visit(g, n * groups + g)
}

/** y = k · columns of x, image by image. */
export const conv = (dtype: Dtype, [x, k]: readonly [NdArray, NdArray], y: Sizes, window: Window): NdArray => {
  const [image, kernels, out] = [dense(dtype, x), dense(dtype, k), zeros(dtype, y)]
  const one = geometry(x.shape, k.shape, y, window)
  const { each, outputs } = one
  const columns = columnsFor(one)
  eachGroup(one, (g, at) => {
    unfold(one, columns.data, image.data, image.offset + at * each.x)
    const rows = matrix(kernels.data, kernels.offset + g * each.k, outputs, columns.rows)
    multiplyInto(out.data, at * each.y, rows, columns)
  })
  return out
}

const rounded = (dtype: Dtype, sums: NdArray): NdArray => {
  if (dtype === 'float64') return sums
  const out = zeros(dtype, sums.shape)
  out.data.set(sums.data)
  return out
}

/** x = kᵀ · y, columns added where they come from. */
export const convInput = (dtype: Dtype, [y, k]: readonly [NdArray, NdArray], x: Sizes, window: Window): NdArray => {
  const [places, kernels, out] = [dense(dtype, y), dense(dtype, k), new Float64Array(product(x))]
  const one = geometry(x, k.shape, y.shape, window)
  const { each, outputs } = one
  const columns = columnsFor(one)
  eachGroup(one, (g, at) => {
    const rows = matrix(kernels.data, kernels.offset + g * each.k, outputs, columns.rows)
    multiplyInto(
      columns.data,
      0,
      flipped(rows),
      matrix(places.data, places.offset + at * each.y, outputs, columns.columns),
    )
    fold(one, columns.data, out, at * each.x)
  })
  return rounded(dtype, wrap(out, x))
}

/** k = Σ over images of y · columnsᵀ. */
export const convKernel = (dtype: Dtype, [x, y]: readonly [NdArray, NdArray], k: Sizes, window: Window): NdArray => {
  const [image, places, sums] = [dense(dtype, x), dense(dtype, y), zeros('float64', k)]
  const one = geometry(x.shape, k, y.shape, window)
  const { each, outputs } = one
  const columns = columnsFor(one)
  const part = new Float64Array(each.k)
  eachGroup(one, (g, at) => {
    unfold(one, columns.data, image.data, image.offset + at * each.x)
    multiplyInto(part, 0, matrix(places.data, places.offset + at * each.y, outputs, columns.columns), flipped(columns))
    for (let i = 0; i < part.length; i++)
      sums.data[g * each.k + i] = (sums.data[g * each.k + i] as number) + (part[i] as number)
  })
  return rounded(dtype, sums)
}
