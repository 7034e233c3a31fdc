import { along, fill } from './derived.ts'
import type { Shape, Sizes } from './shape.ts'
import { extentAt, knownExtent, product, times } from './shape.ts'
import type { Tensor, Window } from './tensor.ts'
import { outputSizes } from './window.ts'

/**
 * im2col and col2im (Chellapilla et al. 2006) with the batch axis last (Krizhevsky 2012), so that copies are contiguous.
 * Positions of a kernel are "windows"; an index outside of the input is its number of elements.
 */

/** The spatial sizes: all axes after batch and channels. */
export const spatialSizes = (shape: Shape): Sizes => shape.slice(2).map(knownExtent)

/** All positions in a box of these sizes, row-major. */
const positions = (sizes: Sizes): ReadonlyArray<Sizes> =>
  sizes.reduce<ReadonlyArray<Sizes>>(
    (all, size) => all.flatMap((before) => Array.from({ length: size }, (_, i) => [...before, i])),
    [[]],
  )

/** The row-major index of a position, or the element count if it is out of bounds. */
const flatIndex = (position: Sizes, sizes: Sizes): number => {
  const isInside = position.every((at, axis) => Number.isInteger(at) && at >= 0 && at < (sizes[axis] ?? 0))
  return isInside ? position.reduce((index, at, axis) => index * (sizes[axis] ?? 1) + at, 0) : product(sizes)
}

/** [N, C, …s] → [C, s, N]. */
export const batchLast = <T>(A: Tensor<T>, x: T): T => {
  const shape = A.shape(x)
  const moved = A.transpose(x, [...shape.map((_, axis) => axis).slice(1), 0])
  return A.reshape(moved, [extentAt(shape, 1), product(spatialSizes(shape)), extentAt(shape, 0)])
}

/** The inverse of `batchLast`: [C, s·N] → [N, C, …s], for the shape that is wanted. */
export const batchFirst = <T>(A: Tensor<T>, x: T, [n = 1, ...image]: Shape): T =>
  A.transpose(A.reshape(x, [...image, n]), [image.length, ...image.map((_, axis) => axis)])

/** x [C, s, N] with one more entry along the second axis, which holds a number everywhere. */
const padWith = <T>(A: Tensor<T>, x: T, value: number): T => {
  if (value === 0) return A.pad(x, [null, { before: 0, after: 1 }, null])
  const [c = 1, , n = 1] = A.shape(x)
  return A.concat([x, fill(A, value, [c, 1, n])], 1)
}

/** Gathers along the second axis, [C, s, N] → [C, indices, N]; an index of s gives the padding value. */
const take = <T>(A: Tensor<T>, x: T, indices: ReadonlyArray<number>, paddingValue: number): T => {
  const size = knownExtent(extentAt(A.shape(x), 1))
  if (indices.length === size && indices.every((index, i) => index === i)) return x
  const padded = indices.includes(size) ? padWith(A, x, paddingValue) : x
  return along(A, padded, A.constant(indices, [indices.length]), 1)
}

/** For each kernel element (slowest) and each window (fastest), the index of the input element under it. */
const im2colIndices = (sizes: Sizes, kernel: Sizes, window: Window): ReadonlyArray<number> => {
  const { strides, dilations, pads } = window
  const windows = positions(outputSizes(sizes, kernel, window))
  return positions(kernel).flatMap((element) =>
    windows.map((at) =>
      flatIndex(
        at.map(
          (start, axis) =>
            start * (strides[axis] ?? 1) + (element[axis] ?? 0) * (dilations[axis] ?? 1) - (pads[axis]?.before ?? 0),
        ),
        sizes,
      ),
    ),
  )
}

/**
 * For each input element, the columns that im2col copied it to, padded with an out-of-range index to equal length: one
 * list for the first copies of all elements, one for the second, and so on.
 */
export const col2imIndices = (sizes: Sizes, kernel: Sizes, window: Window): ReadonlyArray<ReadonlyArray<number>> => {
  const sources = im2colIndices(sizes, kernel, window)
  const copies = Array.from({ length: product(sizes) }, (): Array<number> => [])
  sources.forEach((source, column) => copies[source]?.push(column))
  const maxCopies = copies.reduce((length, columns) => Math.max(length, columns.length), 1)
  return Array.from({ length: maxCopies }, (_, copy) => copies.map((columns) => columns[copy] ?? sources.length))
}

/** col2im: gathers the copies of each input element and sums them, [C, columns, N] → [N, C, …s]. */
export const col2im = <T>(A: Tensor<T>, columns: T, indices: ReadonlyArray<ReadonlyArray<number>>, shape: Shape): T => {
  const [n = 1, channels = 1] = shape
  const copies = take(A, columns, indices.flat(), 0)
  const size = product(spatialSizes(shape))
  const sum = indices.length === 1 ? copies : A.sum(A.reshape(copies, [channels, indices.length, size, n]), [1])
  return batchFirst(A, sum, shape)
}

/**
 * im2col: the elements under every window, and a padding value outside of x:
 *
 *     x: [N, C, …s]   result: [C, kernel elements, windows·N]
 */
export const im2col = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window, paddingValue: number): T => {
  const shape = A.shape(x)
  const sizes = spatialSizes(shape)
  const count = times(extentAt(shape, 0), product(outputSizes(sizes, kernel, window)))
  const columns = take(A, batchLast(A, x), im2colIndices(sizes, kernel, window), paddingValue)
  return A.reshape(columns, [extentAt(shape, 1), product(kernel), count])
}

/** The adjoint of `im2col` in x [N, C, …s]: copies of one element are added; copies of the padding are dropped. */
export const im2colAdjoint = <T>(A: Tensor<T>, dcolumns: T, kernel: Sizes, window: Window, shape: Shape): T => {
  const sizes = spatialSizes(shape)
  const count = product(kernel) * product(outputSizes(sizes, kernel, window))
  const columns = A.reshape(dcolumns, [extentAt(shape, 1), count, extentAt(shape, 0)])
  return col2im(A, columns, col2imIndices(sizes, kernel, window), shape)
}

/** One number for each window, [N, C, …e], in the layout of `im2col`: [C, 1, e·N]. The inverse is `batchFirst`. */
export const perWindow = <T>(A: Tensor<T>, y: T): T => {
  const shape = A.shape(y)
  return A.reshape(batchLast(A, y), [extentAt(shape, 1), 1, times(extentAt(shape, 0), product(spatialSizes(shape)))])
}
