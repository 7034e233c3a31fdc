import { sumTo } from './derived.ts'
import { spatialSizes } from './im2col.ts'
import { rangeLength } from './infer.ts'
import type { Extent, Shape } from './shape.ts'
import { extentAt, knownExtent } from './shape.ts'
import type { Padding, Range, Tensor, Transposition, Window } from './tensor.ts'

/**
 * Linear primitives with their adjoints: ⟨L x, y⟩ = ⟨x, L† y⟩ for every x and y. A row takes the shape of x and
 * the arguments of L. Pullbacks of linear layers are read off this table, and its law is tested exactly.
 */
export interface Adjoint<Arguments> {
  readonly apply: <T>(A: Tensor<T>, x: T, arguments_: Arguments) => T
  readonly adjoint: <T>(A: Tensor<T>, y: T, x: Shape, arguments_: Arguments) => T
}

const inverse = (permutation: ReadonlyArray<number>): ReadonlyArray<number> =>
  permutation.map((_, axis) => permutation.indexOf(axis))

/** What `pad` must add for `slice` to take away. */
const paddingOf = (extent: Extent, range: Range | null): Padding | null => {
  if (range === null) return null
  const { start, step = 1 } = range
  const length = rangeLength(range)
  const covered = length === 0 ? 0 : (length - 1) * step + 1
  return { before: start, after: knownExtent(extent) - start - covered, interior: length === 0 ? 0 : step - 1 }
}

/** What `slice` must take for `pad` to be undone. */
const rangeOf = (extent: Extent, padding: Padding | null): Range | null => {
  if (padding === null) return null
  const { before, interior = 0 } = padding
  const length = knownExtent(extent)
  const stop = length === 0 ? before : before + (length - 1) * (interior + 1) + 1
  return { start: before, stop, step: interior + 1 }
}

export const expand: Adjoint<{ readonly shape: Shape }> = {
  apply: (A, x, { shape }) => A.expand(x, shape),
  adjoint: (A, y, x) => sumTo(A, y, x),
}

export const sum: Adjoint<{ readonly axes: ReadonlyArray<number> }> = {
  apply: (A, x, { axes }) => A.sum(x, axes),
  adjoint: (A, y, x) => A.expand(y, x),
}

export const reshape: Adjoint<{ readonly shape: Shape }> = {
  apply: (A, x, { shape }) => A.reshape(x, shape),
  adjoint: (A, y, x) => A.reshape(y, x),
}

export const transpose: Adjoint<{ readonly permutation: ReadonlyArray<number> }> = {
  apply: (A, x, { permutation }) => A.transpose(x, permutation),
  adjoint: (A, y, _x, { permutation }) => A.transpose(y, inverse(permutation)),
}

export const slice: Adjoint<{ readonly ranges: ReadonlyArray<Range | null> }> = {
  apply: (A, x, { ranges }) => A.slice(x, ranges),
  adjoint: (A, y, x, { ranges }) =>
    A.pad(
      y,
      x.map((extent, axis) => paddingOf(extent, ranges[axis] ?? null)),
    ),
}

export const pad: Adjoint<{ readonly paddings: ReadonlyArray<Padding | null> }> = {
  apply: (A, x, { paddings }) => A.pad(x, paddings),
  adjoint: (A, y, x, { paddings }) =>
    A.slice(
      y,
      x.map((extent, axis) => rangeOf(extent, paddings[axis] ?? null)),
    ),
}

/** Lookup by a fixed index tensor; its adjoint adds values of one index up. */
export const gather = {
  apply: <T>(A: Tensor<T>, x: T, { indices }: { readonly indices: T }): T => A.gather(x, indices),
  adjoint: <T>(A: Tensor<T>, y: T, x: Shape, { indices }: { readonly indices: T }): T =>
    A.scatter(y, indices, extentAt(x, 0)),
}

/** The adjoint of `concat`: its parts again, given their extents along the axis. */
export const split = <T>(A: Tensor<T>, y: T, axis: number, extents: ReadonlyArray<Extent>): ReadonlyArray<T> => {
  const shape = A.shape(y)
  let start = 0
  return extents.map((extent) => {
    const stop = start + knownExtent(extent)
    const part = A.slice(
      y,
      shape.map((_, i) => (i === axis ? { start, stop } : null)),
    )
    start = stop
    return part
  })
}

/** The adjoints of c = a·b in each operand, for every transposition: da and db for a cotangent dc. */
export const matmul = <T>(
  A: Tensor<T>,
  [a, b]: readonly [T, T],
  dc: T,
  { a: ta = false, b: tb = false }: Transposition = {},
): readonly [da: T, db: T] => [
  ta ? A.matmul(b, dc, { a: tb, b: true }) : A.matmul(dc, b, { b: !tb }),
  tb ? A.matmul(dc, a, { a: true, b: ta }) : A.matmul(a, dc, { a: !ta }),
]

/** The adjoints of y = conv(x, k) in each operand. */
export const conv = <T>(A: Tensor<T>, [x, k]: readonly [T, T], dy: T, window: Window): readonly [dx: T, dk: T] => [
  A.convInput(dy, k, window, spatialSizes(A.shape(x))),
  A.convKernel(x, dy, window, spatialSizes(A.shape(k))),
]

/** The adjoints of x = convInput(y, k) in each operand. */
export const convInput = <T>(A: Tensor<T>, [y, k]: readonly [T, T], dx: T, window: Window): readonly [dy: T, dk: T] => [
  A.conv(dx, k, window),
  A.convKernel(dx, y, window, spatialSizes(A.shape(k))),
]

/** The adjoints of k = convKernel(x, y) in each operand. */
export const convKernel = <T>(
  A: Tensor<T>,
  [x, y]: readonly [T, T],
  dk: T,
  window: Window,
): readonly [dx: T, dy: T] => [A.convInput(y, dk, window, spatialSizes(A.shape(x))), A.conv(x, dk, window)]
