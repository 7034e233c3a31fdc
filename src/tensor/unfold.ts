import { along, fill } from './derived.ts'
import type { Extent, Shape, Sizes } from './shape.ts'
import { extentAt, isSymbolic, product, times } from './shape.ts'
import type { Tensor, Window } from './tensor.ts'
import { placesOf } from './window.ts'

/**
 * Convolution in terms of the other operations: entries under a kernel become columns, and kernels a matrix (Chellapilla
 * et al. 2006), with the rows of a batch innermost (Krizhevsky 2012), so that what is moved stands together and the
 * products are large. What an engine computes that has no convolution, or a slow one; and a second account of what
 * `conv` means.
 */

const known = (extent: Extent): number => {
  if (isSymbolic(extent)) throw new RangeError('no kernel slides over a symbolic axis')
  return extent
}

const sizesOf = (shape: Shape): Sizes => shape.slice(2).map(known)

/** All positions in a box of these sizes, row-major. */
const positions = (sizes: Sizes): ReadonlyArray<Sizes> =>
  sizes.reduce<ReadonlyArray<Sizes>>(
    (all, size) => all.flatMap((before) => Array.from({ length: size }, (_, i) => [...before, i])),
    [[]],
  )

/** Where a position stands, row-major; behind all of them where it is outside of the box. */
const placeOf = (position: Sizes, sizes: Sizes): number => {
  const isInside = position.every((at, axis) => Number.isInteger(at) && at >= 0 && at < (sizes[axis] ?? 0))
  return isInside ? position.reduce((place, at, axis) => place * (sizes[axis] ?? 1) + at, 0) : product(sizes)
}

/** x [N, C, …s] → [C, s, N]: the rows of the batch last. */
const batchLast = <T>(A: Tensor<T>, x: T): T => {
  const shape = A.shape(x)
  const turned = A.transpose(x, [...shape.map((_, axis) => axis).slice(1), 0])
  return A.reshape(turned, [extentAt(shape, 1), product(sizesOf(shape)), extentAt(shape, 0)])
}

/** The way back: [C, s·N] → [N, C, …s]. */
const batchFirst = <T>(A: Tensor<T>, x: T, [n = 1, ...image]: Shape): T =>
  A.transpose(A.reshape(x, [...image, n]), [image.length, ...image.map((_, axis) => axis)])

/** x [C, s, N] with one number behind the entries of the second axis. */
const endedBy = <T>(A: Tensor<T>, x: T, outside: number): T => {
  if (outside === 0) return A.pad(x, [null, { before: 0, after: 1 }, null])
  const [c = 1, , n = 1] = A.shape(x)
  return A.concat([x, fill(A, outside, [c, 1, n])], 1)
}

/** The entries of the second axis at these places, and one number for those outside: [C, s, N] → [C, places, N]. */
const taken = <T>(A: Tensor<T>, x: T, places: ReadonlyArray<number>, outside: number): T => {
  const size = known(extentAt(A.shape(x), 1))
  if (places.length === size && places.every((place, i) => place === i)) return x
  const ended = places.includes(size) ? endedBy(A, x, outside) : x
  return along(A, ended, A.constant(places, [places.length]), 1)
}

/** Matrices of one group each, or one matrix: [g·m, n] → [g, m, n]. */
const byGroup = <T>(A: Tensor<T>, a: T, groups: number, rows: number, columns: Extent): T =>
  A.reshape(a, groups === 1 ? [rows, columns] : [groups, rows, columns])

/** x [N, C, …s] → [C, w·e, N]: what every entry of a kernel sees at every place, and one number outside of x. */
const entriesOf = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window, outside: number): T => {
  const { strides, dilations, pads } = window
  const sizes = sizesOf(A.shape(x))
  const places = positions(placesOf(sizes, kernel, window))
  const seen = positions(kernel).flatMap((offset) =>
    places.map((place) =>
      placeOf(
        place.map(
          (at, axis) =>
            at * (strides[axis] ?? 1) + (offset[axis] ?? 0) * (dilations[axis] ?? 1) - (pads[axis]?.before ?? 0),
        ),
        sizes,
      ),
    ),
  )
  return taken(A, batchLast(A, x), seen, outside)
}

/** x [N, g·c, …s] → columns [g, c·w, e·N]. */
const columnsOf = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window): T => {
  const shape = A.shape(x)
  const places = product(placesOf(sizesOf(shape), kernel, window))
  const rows = (known(extentAt(shape, 1)) / window.groups) * product(kernel)
  return byGroup(A, entriesOf(A, x, kernel, window, 0), window.groups, rows, times(extentAt(shape, 0), places))
}

/** y [N, g·o, …e] → [g, o, e·N]. */
const rowsOf = <T>(A: Tensor<T>, y: T, { groups }: Window): T => {
  const shape = A.shape(y)
  const outputs = known(extentAt(shape, 1)) / groups
  return byGroup(A, batchLast(A, y), groups, outputs, times(extentAt(shape, 0), product(sizesOf(shape))))
}

/** y = K · columns. */
export const conv = <T>(A: Tensor<T>, x: T, k: T, window: Window): T => {
  const [shape, kernels] = [A.shape(x), A.shape(k)]
  const kernel = sizesOf(kernels)
  const [outputs, each] = [known(extentAt(kernels, 0)), known(extentAt(kernels, 1))]
  const matrix = byGroup(A, k, window.groups, outputs / window.groups, each * product(kernel))
  const y = A.matmul(matrix, columnsOf(A, x, kernel, window))
  return batchFirst(A, y, [extentAt(shape, 0), outputs, ...placesOf(sizesOf(shape), kernel, window)])
}

/** K = y · columnsᵀ. */
export const convKernel = <T>(A: Tensor<T>, x: T, y: T, window: Window, sizes: Sizes): T => {
  const [channels, outputs] = [known(extentAt(A.shape(x), 1)), extentAt(A.shape(y), 1)]
  const k = A.matmul(rowsOf(A, y, window), columnsOf(A, x, sizes, window), { b: true })
  return A.reshape(k, [outputs, channels / window.groups, ...sizes])
}

/** For every entry of an input the places that see it, and through which entry of the kernel; as many for each. */
const sightings = (
  sizes: Sizes,
  kernel: Sizes,
  places: Sizes,
  { strides, dilations, pads }: Window,
): ReadonlyArray<ReadonlyArray<number>> => {
  const [offsets, none] = [positions(kernel), product(kernel) * product(places)]
  const found = positions(sizes).map((entry) =>
    offsets.flatMap((offset, q) => {
      const source = entry.map(
        (at, axis) =>
          (at + (pads[axis]?.before ?? 0) - (offset[axis] ?? 0) * (dilations[axis] ?? 1)) / (strides[axis] ?? 1),
      )
      const place = placeOf(source, places)
      return place === product(places) ? [] : [q * product(places) + place]
    }),
  )
  const most = Math.max(1, ...found.map((all) => all.length))
  return Array.from({ length: most }, (_, m) => found.map((all) => all[m] ?? none))
}

/** What is at these places put on top of each other and added: [C, …, N] → [N, C, …s]. */
const overlaid = <T>(A: Tensor<T>, columns: T, seen: ReadonlyArray<ReadonlyArray<number>>, shape: Shape): T => {
  const [n = 1, channels = 1] = shape
  const moved = taken(A, columns, seen.flat(), 0)
  const size = product(sizesOf(shape))
  const sum = seen.length === 1 ? moved : A.sum(A.reshape(moved, [channels, seen.length, size, n]), [1])
  return batchFirst(A, sum, shape)
}

/** x = what Kᵀ · y puts at each entry, added; where fewer places see an entry than others, a kernel of zeros does. */
export const convInput = <T>(A: Tensor<T>, y: T, k: T, window: Window, sizes: Sizes): T => {
  const [shape, kernels] = [A.shape(y), A.shape(k)]
  const [n, kernel, places] = [extentAt(shape, 0), sizesOf(kernels), sizesOf(shape)]
  const [outputs, each] = [known(extentAt(kernels, 0)), known(extentAt(kernels, 1))]
  const seen = sightings(sizes, kernel, places, window)
  const zero = seen.some((all) => all.includes(product(kernel) * product(places))) ? 1 : 0
  const flat = A.reshape(k, [outputs, each, product(kernel)])
  const ended = zero === 0 ? flat : A.pad(flat, [null, null, { before: 0, after: 1 }])
  const { groups } = window
  const taps = product(kernel) + zero
  const matrix = byGroup(A, A.reshape(ended, [outputs, each * taps]), groups, outputs / groups, each * taps)
  const columns = A.matmul(matrix, rowsOf(A, y, window), { a: true })
  const stacked = A.reshape(columns, [each * groups, taps * product(places), n])
  return overlaid(A, stacked, seen, [n, each * groups, ...sizes])
}

/**
 * The entries under every window, the window's first, the rows of a batch last, and one number outside of x:
 *
 *     x: [N, C, …s]   entries: [C, w, e·N]
 */
export const windows = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window, outside: number): T => {
  const [n = 1, channels = 1, ...sizes] = A.shape(x)
  const places = product(placesOf(sizes.map(known), kernel, window))
  return A.reshape(entriesOf(A, x, kernel, window, outside), [channels, product(kernel), times(n, places)])
}

/** The adjoint of `windows` in x: what belongs to one entry is added; what is outside is lost. */
export const windowsInput = <T>(A: Tensor<T>, entries: T, kernel: Sizes, window: Window, shape: Shape): T => {
  const [n = 1, channels = 1] = shape
  const sizes = sizesOf(shape)
  const places = placesOf(sizes, kernel, window)
  const columns = A.reshape(entries, [channels, product(kernel) * product(places), n])
  return overlaid(A, columns, sightings(sizes, kernel, places, window), shape)
}

/** y [N, C, …e] → [C, 1, e·N], one number a window. */
export const ofWindows = <T>(A: Tensor<T>, y: T): T => {
  const [n = 1, channels = 1, ...places] = A.shape(y)
  return A.reshape(batchLast(A, y), [channels, 1, times(n, product(places.map(known)))])
}

/** The way back: one number a window, [C, 1, e·N] → [N, C, …e]. */
export const byWindow = <T>(A: Tensor<T>, y: T, shape: Shape): T => batchFirst(A, y, shape)
