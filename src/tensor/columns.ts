import { along, fill } from './derived.ts'
import type { Shape, Sizes } from './shape.ts'
import { extentAt, knownExtent, product, times } from './shape.ts'
import type { Tensor, Window } from './tensor.ts'
import { outputSizes } from './window.ts'

/**
 * What kernels see, as columns (Chellapilla et al. 2006) with the rows of a batch innermost (Krizhevsky 2012), so that
 * what is moved stands together.
 */

export const sizesOf = (shape: Shape): Sizes => shape.slice(2).map(knownExtent)

/** All positions in a box of these sizes, row-major. */
const positions = (sizes: Sizes): ReadonlyArray<Sizes> =>
  sizes.reduce<ReadonlyArray<Sizes>>(
    (all, size) => all.flatMap((before) => Array.from({ length: size }, (_, i) => [...before, i])),
    [[]],
  )

/** Where a position stands, row-major; behind all of them where it is outside of the box. */
const flatIndex = (position: Sizes, sizes: Sizes): number => {
  const isInside = position.every((at, axis) => Number.isInteger(at) && at >= 0 && at < (sizes[axis] ?? 0))
  return isInside ? position.reduce((place, at, axis) => place * (sizes[axis] ?? 1) + at, 0) : product(sizes)
}

/** x [N, C, …s] → [C, s, N]: the rows of the batch last. */
export const batchLast = <T>(A: Tensor<T>, x: T): T => {
  const shape = A.shape(x)
  const turned = A.transpose(x, [...shape.map((_, axis) => axis).slice(1), 0])
  return A.reshape(turned, [extentAt(shape, 1), product(sizesOf(shape)), extentAt(shape, 0)])
}

/** The way back: [C, s·N] → [N, C, …s]. */
export const batchFirst = <T>(A: Tensor<T>, x: T, [n = 1, ...image]: Shape): T =>
  A.transpose(A.reshape(x, [...image, n]), [image.length, ...image.map((_, axis) => axis)])

/** x [C, s, N] with one number behind the entries of the second axis. */
const padWith = <T>(A: Tensor<T>, x: T, outside: number): T => {
  if (outside === 0) return A.pad(x, [null, { before: 0, after: 1 }, null])
  const [c = 1, , n = 1] = A.shape(x)
  return A.concat([x, fill(A, outside, [c, 1, n])], 1)
}

/** The entries of the second axis at these places, and one number for those outside: [C, s, N] → [C, places, N]. */
const take = <T>(A: Tensor<T>, x: T, places: ReadonlyArray<number>, outside: number): T => {
  const size = knownExtent(extentAt(A.shape(x), 1))
  if (places.length === size && places.every((place, i) => place === i)) return x
  const ended = places.includes(size) ? padWith(A, x, outside) : x
  return along(A, ended, A.constant(places, [places.length]), 1)
}

/** What every entry of a kernel sees at every place, the kernel's entries first: where it stands in an input. */
const im2colIndices = (sizes: Sizes, kernel: Sizes, window: Window): ReadonlyArray<number> => {
  const { strides, dilations, pads } = window
  const places = positions(outputSizes(sizes, kernel, window))
  return positions(kernel).flatMap((offset) =>
    places.map((place) =>
      flatIndex(
        place.map(
          (at, axis) =>
            at * (strides[axis] ?? 1) + (offset[axis] ?? 0) * (dilations[axis] ?? 1) - (pads[axis]?.before ?? 0),
        ),
        sizes,
      ),
    ),
  )
}

/** For every entry of an input where it stands among what is seen; as many for each, where needed behind all. */
export const col2imIndices = (sizes: Sizes, kernel: Sizes, window: Window): ReadonlyArray<ReadonlyArray<number>> => {
  const all = im2colIndices(sizes, kernel, window)
  const found = Array.from({ length: product(sizes) }, (): Array<number> => [])
  all.forEach((entry, i) => found[entry]?.push(i))
  const most = found.reduce((length, one) => Math.max(length, one.length), 1)
  return Array.from({ length: most }, (_, m) => found.map((one) => one[m] ?? all.length))
}

/** What is at these places put on top of each other and added: [C, …, N] → [N, C, …s]. */
export const col2im = <T>(A: Tensor<T>, columns: T, seen: ReadonlyArray<ReadonlyArray<number>>, shape: Shape): T => {
  const [n = 1, channels = 1] = shape
  const moved = take(A, columns, seen.flat(), 0)
  const size = product(sizesOf(shape))
  const sum = seen.length === 1 ? moved : A.sum(A.reshape(moved, [channels, seen.length, size, n]), [1])
  return batchFirst(A, sum, shape)
}

/**
 * The entries under every window, and one number outside of x:
 *
 *     x: [N, C, …s]   entries: [C, w, e·N]
 */
export const im2col = <T>(A: Tensor<T>, x: T, kernel: Sizes, window: Window, outside: number): T => {
  const shape = A.shape(x)
  const sizes = sizesOf(shape)
  const count = times(extentAt(shape, 0), product(outputSizes(sizes, kernel, window)))
  const entries = take(A, batchLast(A, x), im2colIndices(sizes, kernel, window), outside)
  return A.reshape(entries, [extentAt(shape, 1), product(kernel), count])
}

/** The adjoint of `windows` in x [N, C, …s]: what belongs to one entry is added; what is outside is lost. */
export const im2colAdjoint = <T>(A: Tensor<T>, entries: T, kernel: Sizes, window: Window, shape: Shape): T => {
  const sizes = sizesOf(shape)
  const count = product(kernel) * product(outputSizes(sizes, kernel, window))
  const columns = A.reshape(entries, [extentAt(shape, 1), count, extentAt(shape, 0)])
  return col2im(A, columns, col2imIndices(sizes, kernel, window), shape)
}

/** One number a window, y [N, C, …e], as the windows stand: [C, 1, e·N]. The way back is `batchFirst`. */
export const perWindow = <T>(A: Tensor<T>, y: T): T => {
  const shape = A.shape(y)
  return A.reshape(batchLast(A, y), [extentAt(shape, 1), 1, times(extentAt(shape, 0), product(sizesOf(shape)))])
}
