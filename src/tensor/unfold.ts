import type { Extent, Shape, Sizes } from './shape.ts'
import { extentAt, isSymbolic, product } from './shape.ts'
import type { Range, Tensor, Window } from './tensor.ts'
import { placesOf } from './window.ts'

/**
 * Convolution in terms of the other operations: entries under a kernel become columns, and kernels a matrix (Chellapilla
 * et al. 2006). What an engine without a convolution computes, and a second account of what `conv` means.
 */

const known = (extent: Extent): number => {
  if (isSymbolic(extent)) throw new RangeError('no kernel slides over a symbolic axis')
  return extent
}

const sizesOf = (shape: Shape): Sizes => shape.slice(2).map(known)

/** All places in a kernel of these sizes, row-major. */
const offsetsOf = (kernel: Sizes): ReadonlyArray<Sizes> =>
  kernel.reduce<ReadonlyArray<Sizes>>(
    (all, size) => all.flatMap((before) => Array.from({ length: size }, (_, i) => [...before, i])),
    [[]],
  )

/** What one entry of a kernel sees along each axis of the padded input. */
const seenBy = (offset: Sizes, places: Sizes, { strides, dilations }: Window): ReadonlyArray<Range> =>
  offset.map((at, axis) => {
    const [start, step] = [at * (dilations[axis] ?? 1), strides[axis] ?? 1]
    return { start, stop: start + ((places[axis] ?? 1) - 1) * step + 1, step }
  })

const whole = [null, null] as const

/** x [N, g·c, …s] → columns [N, g, c·w, e], with w and e the products over all axes. */
const unfold = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window): T => {
  const shape = A.shape(x)
  const [n, channels] = [extentAt(shape, 0), known(extentAt(shape, 1))]
  const places = placesOf(sizesOf(shape), kernel, window)
  const padded = A.pad(x, [...whole, ...window.pads])
  const seen = offsetsOf(kernel).map((offset) =>
    A.reshape(A.slice(padded, [...whole, ...seenBy(offset, places, window)]), [n, channels, 1, product(places)]),
  )
  const rows = (channels / window.groups) * product(kernel)
  return A.reshape(A.concat(seen, 2), [n, window.groups, rows, product(places)])
}

/** The adjoint of `unfold`: every entry of the columns goes back to where it came from, and is added there. */
const fold = <T>(A: Tensor<T>, columns: T, sizes: Sizes, kernel: Sizes, window: Window): T => {
  const { strides, pads, groups } = window
  const [n, , rows] = A.shape(columns)
  const channels = (known(rows ?? 1) / product(kernel)) * groups
  const places = placesOf(sizes, kernel, window)
  const stacked = A.reshape(columns, [n ?? 1, channels, product(kernel), product(places)])
  const padded = sizes.map((size, axis) => (pads[axis]?.before ?? 0) + size + (pads[axis]?.after ?? 0))
  const parts = offsetsOf(kernel).map((offset, i) => {
    const seen = A.slice(stacked, [...whole, { start: i, stop: i + 1 }, null])
    const ranges = seenBy(offset, places, window)
    return A.pad(A.reshape(seen, [n ?? 1, channels, ...places]), [
      ...whole,
      ...ranges.map(({ start, stop }, axis) => ({
        before: start,
        after: (padded[axis] ?? 0) - stop,
        interior: (strides[axis] ?? 1) - 1,
      })),
    ])
  })
  const cut = sizes.map((size, axis) => ({ start: pads[axis]?.before ?? 0, stop: (pads[axis]?.before ?? 0) + size }))
  return A.slice(parts.reduce(A.add), [...whole, ...cut])
}

/** Kernels as a matrix for each group, the same for every row: [N, g, o, c·w]. */
const matrices = <T>(A: Tensor<T>, k: T, { groups }: Window, n: Extent): T => {
  const [outputs, ...each] = A.shape(k).map(known)
  const matrix = [groups, (outputs ?? 1) / groups, product(each)]
  return A.expand(A.reshape(k, matrix), [n, ...matrix])
}

/** Rows by group: [N, g·o, …e] → [N, g, o, e]. */
const byGroup = <T>(A: Tensor<T>, y: T, { groups }: Window): T => {
  const shape = A.shape(y)
  return A.reshape(y, [extentAt(shape, 0), groups, known(extentAt(shape, 1)) / groups, product(sizesOf(shape))])
}

/** y = K · columns. */
export const conv = <T>(A: Tensor<T>, x: T, k: T, window: Window): T => {
  const [shape, kernel] = [A.shape(x), A.shape(k)]
  const n = extentAt(shape, 0)
  const y = A.matmul(matrices(A, k, window, n), unfold(A, x, sizesOf(kernel), window))
  return A.reshape(y, [n, extentAt(kernel, 0), ...placesOf(sizesOf(shape), sizesOf(kernel), window)])
}

/** columns = Kᵀ · y. */
export const convInput = <T>(A: Tensor<T>, y: T, k: T, window: Window, sizes: Sizes): T => {
  const columns = A.matmul(matrices(A, k, window, extentAt(A.shape(y), 0)), byGroup(A, y, window), { a: true })
  return fold(A, columns, sizes, sizesOf(A.shape(k)), window)
}

/** K = Σₙ y · columnsᵀ. */
export const convKernel = <T>(A: Tensor<T>, x: T, y: T, window: Window, sizes: Sizes): T => {
  const [channels, outputs] = [extentAt(A.shape(x), 1), extentAt(A.shape(y), 1)]
  const products = A.matmul(byGroup(A, y, window), unfold(A, x, sizes, window), { b: true })
  return A.reshape(A.sum(products, [0]), [outputs, known(channels) / window.groups, ...sizes])
}
