import { batchFirst, batchLast, col2im, col2imIndices, im2col, spatialSizes } from './im2col.ts'
import type { Extent, Sizes } from './shape.ts'
import { extentAt, knownExtent, product, times } from './shape.ts'
import type { Tensor, Window } from './tensor.ts'
import { outputSizes } from './window.ts'

/**
 * Convolution and its adjoints as matrix products by im2col (Chellapilla et al. 2006), with the batch axis last
 * (Krizhevsky 2012). For engines whose own convolution is missing or slow; and a second account of what `conv` means.
 */

/** One matrix, or one for each group: [g·m, n] → [g, m, n]. */
const byGroup = <T>(A: Tensor<T>, a: T, groups: number, rows: number, columns: Extent): T =>
  A.reshape(a, groups === 1 ? [rows, columns] : [groups, rows, columns])

/** x [N, g·c, …s] → columns [g, c·w, e·N]. */
const columnsOf = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window): T => {
  const columns = im2col(A, x, kernel, window, 0)
  const [channels = 1, elements = 1, count = 1] = A.shape(columns)
  return byGroup(A, columns, window.groups, (knownExtent(channels) * knownExtent(elements)) / window.groups, count)
}

/** y [N, g·o, …e] → [g, o, e·N]. */
const outputsOf = <T>(A: Tensor<T>, y: T, { groups }: Window): T => {
  const shape = A.shape(y)
  const outputs = knownExtent(extentAt(shape, 1)) / groups
  return byGroup(A, batchLast(A, y), groups, outputs, times(extentAt(shape, 0), product(spatialSizes(shape))))
}

/** y = K · columns. */
export const conv = <T>(A: Tensor<T>, x: T, k: T, window: Window): T => {
  const [shape, kernelShape] = [A.shape(x), A.shape(k)]
  const kernel = spatialSizes(kernelShape)
  const [outputs, channels] = [knownExtent(extentAt(kernelShape, 0)), knownExtent(extentAt(kernelShape, 1))]
  const matrix = byGroup(A, k, window.groups, outputs / window.groups, channels * product(kernel))
  const y = A.matmul(matrix, columnsOf(A, x, kernel, window))
  return batchFirst(A, y, [extentAt(shape, 0), outputs, ...outputSizes(spatialSizes(shape), kernel, window)])
}

/** K = y · columnsᵀ. */
export const convKernel = <T>(A: Tensor<T>, x: T, y: T, window: Window, sizes: Sizes): T => {
  const [channels, outputs] = [knownExtent(extentAt(A.shape(x), 1)), extentAt(A.shape(y), 1)]
  const k = A.matmul(outputsOf(A, y, window), columnsOf(A, x, sizes, window), { b: true })
  return A.reshape(k, [outputs, channels / window.groups, ...sizes])
}

/** x = col2im(Kᵀ · y). Where elements have fewer copies than others, an added kernel element of zeros fills the gap. */
export const convInput = <T>(A: Tensor<T>, y: T, k: T, window: Window, sizes: Sizes): T => {
  const [shape, kernelShape] = [A.shape(y), A.shape(k)]
  const [n, kernel, output] = [extentAt(shape, 0), spatialSizes(kernelShape), spatialSizes(shape)]
  const [outputs, channels] = [knownExtent(extentAt(kernelShape, 0)), knownExtent(extentAt(kernelShape, 1))]
  const indices = col2imIndices(sizes, kernel, window)
  const extra = indices.flat().includes(product(kernel) * product(output)) ? 1 : 0
  const flat = A.reshape(k, [outputs, channels, product(kernel)])
  const padded = extra === 0 ? flat : A.pad(flat, [null, null, { before: 0, after: 1 }])
  const { groups } = window
  const elements = product(kernel) + extra
  const matrix = byGroup(
    A,
    A.reshape(padded, [outputs, channels * elements]),
    groups,
    outputs / groups,
    channels * elements,
  )
  const columns = A.matmul(matrix, outputsOf(A, y, window), { a: true })
  const stacked = A.reshape(columns, [channels * groups, elements * product(output), n])
  return col2im(A, stacked, indices, [n, channels * groups, ...sizes])
}
