import { batchFirst, batchLast, col2im, col2imIndices, sizesOf, im2col } from './columns.ts'
import type { Extent, Sizes } from './shape.ts'
import { extentAt, knownExtent, product, times } from './shape.ts'
import type { Tensor, Window } from './tensor.ts'
import { outputSizes } from './window.ts'

/**
 * Convolution in terms of the other operations: entries under a kernel become columns, and kernels a matrix (Chellapilla
 * et al. 2006), with the rows of a batch innermost (Krizhevsky 2012), so that what is moved stands together and the
 * products are large. What an engine computes that has no convolution, or a slow one; and a second account of what
 * `conv` means.
 */

/** Matrices of one group each, or one matrix: [g·m, n] → [g, m, n]. */
const byGroup = <T>(A: Tensor<T>, a: T, groups: number, rows: number, columns: Extent): T =>
  A.reshape(a, groups === 1 ? [rows, columns] : [groups, rows, columns])

/** x [N, g·c, …s] → columns [g, c·w, e·N]. */
const columnsOf = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window): T => {
  const columns = im2col(A, x, kernel, window, 0)
  const [channels = 1, each = 1, count = 1] = A.shape(columns)
  return byGroup(A, columns, window.groups, (knownExtent(channels) * knownExtent(each)) / window.groups, count)
}

/** y [N, g·o, …e] → [g, o, e·N]. */
const rowsOf = <T>(A: Tensor<T>, y: T, { groups }: Window): T => {
  const shape = A.shape(y)
  const outputs = knownExtent(extentAt(shape, 1)) / groups
  return byGroup(A, batchLast(A, y), groups, outputs, times(extentAt(shape, 0), product(sizesOf(shape))))
}

/** y = K · columns. */
export const conv = <T>(A: Tensor<T>, x: T, k: T, window: Window): T => {
  const [shape, kernels] = [A.shape(x), A.shape(k)]
  const kernel = sizesOf(kernels)
  const [outputs, each] = [knownExtent(extentAt(kernels, 0)), knownExtent(extentAt(kernels, 1))]
  const matrix = byGroup(A, k, window.groups, outputs / window.groups, each * product(kernel))
  const y = A.matmul(matrix, columnsOf(A, x, kernel, window))
  return batchFirst(A, y, [extentAt(shape, 0), outputs, ...outputSizes(sizesOf(shape), kernel, window)])
}

/** K = y · columnsᵀ. */
export const convKernel = <T>(A: Tensor<T>, x: T, y: T, window: Window, sizes: Sizes): T => {
  const [channels, outputs] = [knownExtent(extentAt(A.shape(x), 1)), extentAt(A.shape(y), 1)]
  const k = A.matmul(rowsOf(A, y, window), columnsOf(A, x, sizes, window), { b: true })
  return A.reshape(k, [outputs, channels / window.groups, ...sizes])
}

/** x = what Kᵀ · y puts at each entry, added; where fewer places see an entry than others, a kernel of zeros does. */
export const convInput = <T>(A: Tensor<T>, y: T, k: T, window: Window, sizes: Sizes): T => {
  const [shape, kernels] = [A.shape(y), A.shape(k)]
  const [n, kernel, places] = [extentAt(shape, 0), sizesOf(kernels), sizesOf(shape)]
  const [outputs, each] = [knownExtent(extentAt(kernels, 0)), knownExtent(extentAt(kernels, 1))]
  const seen = col2imIndices(sizes, kernel, window)
  const zero = seen.flat().includes(product(kernel) * product(places)) ? 1 : 0
  const flat = A.reshape(k, [outputs, each, product(kernel)])
  const ended = zero === 0 ? flat : A.pad(flat, [null, null, { before: 0, after: 1 }])
  const { groups } = window
  const taps = product(kernel) + zero
  const matrix = byGroup(A, A.reshape(ended, [outputs, each * taps]), groups, outputs / groups, each * taps)
  const columns = A.matmul(matrix, rowsOf(A, y, window), { a: true })
  const stacked = A.reshape(columns, [each * groups, taps * product(places), n])
  return col2im(A, stacked, seen, [n, each * groups, ...sizes])
}
