import type { Extent, Shape } from './shape.ts'
import { extentAt, sameExtent, times as repeated } from './shape.ts'
import type { Tensor } from './tensor.ts'

/** Operations derived from the primitives. Each takes the algebra first. */

/** A tensor of shape []. */
export const scalar = <T>(A: Tensor<T>, value: number): T => A.constant([value], [])

/** One number everywhere. */
export const fill = <T>(A: Tensor<T>, value: number, shape: Shape): T => A.expand(scalar(A, value), shape)

export const zerosLike = <T>(A: Tensor<T>, a: T): T => fill(A, 0, A.shape(a))

/** A tensor of shape [] (or one that repeats) in the shape of another. */
export const like = <T>(A: Tensor<T>, a: T, other: T): T => A.expand(a, A.shape(other))

/** a · value. */
export const scale = <T>(A: Tensor<T>, a: T, value: number): T => A.mul(a, fill(A, value, A.shape(a)))

/** a + value. */
export const shift = <T>(A: Tensor<T>, a: T, value: number): T => A.add(a, fill(A, value, A.shape(a)))

/** value − a. */
export const rsub = <T>(A: Tensor<T>, value: number, a: T): T => A.sub(fill(A, value, A.shape(a)), a)

/** a · b where b has shape [] or repeats to a's shape. */
export const times = <T>(A: Tensor<T>, a: T, b: T): T => A.mul(a, like(A, b, a))

/** a / b where b has shape [] or repeats to a's shape. */
export const over = <T>(A: Tensor<T>, a: T, b: T): T => A.div(a, like(A, b, a))

export const square = <T>(A: Tensor<T>, a: T): T => A.mul(a, a)

/** The lesser of two; where they are equal the derivative is b's. */
export const minimum = <T>(A: Tensor<T>, a: T, b: T): T => A.neg(A.maximum(A.neg(a), A.neg(b)))

/** exp a − 1 without cancellation near 0, by 2t / (1 − t) with t = tanh(a/2); for a ≤ 36. */
export const expm1 = <T>(A: Tensor<T>, a: T): T => {
  const t = A.tanh(scale(A, a, 0.5))
  return A.div(scale(A, t, 2), rsub(A, 1, t))
}

/** log (1 + a) for a ≥ 0, accurate where a is small. */
export const log1p = <T>(A: Tensor<T>, a: T): T => A.softplus(A.log(A.maximum(a, fill(A, 1e-30, A.shape(a)))))

/** 1 where a and b are equal, else 0. */
export const equal = <T>(A: Tensor<T>, a: T, b: T): T => A.mul(rsub(A, 1, A.greater(a, b)), rsub(A, 1, A.greater(b, a)))

/**
 * One tensor that learns as if it were another of the same shape: the straight-through estimator (Bengio et al. 2013).
 *
 *     y = v̄ + (s − s̄), v̄ and s̄ held fixed: the value v      dv = 0      ds = dy
 */
export const straightThrough = <T>(A: Tensor<T>, value: T, surrogate: T): T =>
  A.add(A.stopGradient(value), A.sub(surrogate, A.stopGradient(surrogate)))

/** All axes of a tensor. */
export const axesOf = (shape: Shape): ReadonlyArray<number> => shape.map((_, axis) => axis)

/** All axes but the first: what belongs to one row. */
export const rowAxes = (shape: Shape): ReadonlyArray<number> => axesOf(shape).slice(1)

/** Σ over everything, of shape []. */
export const total = <T>(A: Tensor<T>, a: T): T => A.reshape(A.sum(a, axesOf(A.shape(a))), [])

/** The mean over the axes, which become 1. */
export const mean = <T>(A: Tensor<T>, a: T, axes: ReadonlyArray<number>): T =>
  over(A, A.sum(a, axes), A.extent(a, axes))

/** The mean over everything, of shape []. */
export const meanOf = <T>(A: Tensor<T>, a: T): T => A.div(total(A, a), A.extent(a, axesOf(A.shape(a))))

/** Σ over what belongs to one row: [N, …] → [N]. */
export const rowSum = <T>(A: Tensor<T>, a: T): T => {
  const shape = A.shape(a)
  return A.reshape(A.sum(a, rowAxes(shape)), [extentAt(shape, 0)])
}

/** Per-row values in the shape of whole rows: [N] → [N, …]. */
export const rowExpand = <T>(A: Tensor<T>, a: T, shape: Shape): T =>
  A.expand(
    A.reshape(
      a,
      shape.map((extent, axis): Extent => (axis === 0 ? extent : 1)),
    ),
    shape,
  )

/** Every row so many times, one after the other: [N, …] → [times·N, …]. */
export const repeatRows = <T>(A: Tensor<T>, a: T, count: number): T => {
  const [n = 1, ...sizes] = A.shape(a)
  return A.reshape(A.expand(A.reshape(a, [n, 1, ...sizes]), [n, count, ...sizes]), [repeated(n, count), ...sizes])
}

/** The adjoint of `repeatRows`: sums over the times that a row was repeated, for N rows. */
export const sumRepeated = <T>(A: Tensor<T>, a: T, n: Extent, count: number): T => {
  const [, ...sizes] = A.shape(a)
  return A.reshape(A.sum(A.reshape(a, [n, count, ...sizes]), [1]), [n, ...sizes])
}

/** The adjoint of `expand`: sums over every axis that `expand` repeated, back to the given shape. */
export const sumTo = <T>(A: Tensor<T>, a: T, shape: Shape): T => {
  const from = A.shape(a)
  const missing = from.length - shape.length
  const repeated = axesOf(from).filter(
    (axis) => axis < missing || !sameExtent(extentAt(from, axis), extentAt(shape, axis - missing)),
  )
  return A.reshape(repeated.length === 0 ? a : A.sum(a, repeated), shape)
}

/** log Σ exp over the axes, without overflow. */
export const logSumExp = <T>(A: Tensor<T>, a: T, axes: ReadonlyArray<number>): T => {
  const top = A.max(a, axes)
  return A.add(top, A.log(A.sum(A.exp(A.sub(a, like(A, top, a))), axes)))
}

/** exp a / Σ exp a over the axes, without overflow. */
export const softmax = <T>(A: Tensor<T>, a: T, axes: ReadonlyArray<number>): T => {
  const e = A.exp(A.sub(a, like(A, A.max(a, axes), a)))
  return over(A, e, A.sum(e, axes))
}

/** Exchanges the last two axes. */
export const swap = <T>(A: Tensor<T>, a: T): T => {
  const axes = [...axesOf(A.shape(a))]
  const last = axes.pop()
  const beforeLast = axes.pop()
  return last === undefined || beforeLast === undefined ? a : A.transpose(a, [...axes, last, beforeLast])
}

/** Entries of any axis by index: [… n, …s], indices [m] → [… m, …s]. */
export const along = <T>(A: Tensor<T>, a: T, indices: T, axis: number): T => {
  const others = axesOf(A.shape(a)).filter((other) => other !== axis)
  const found = A.gather(A.transpose(a, [axis, ...others]), indices)
  const back = others.map((_, i) => i + 1)
  return A.transpose(found, [...back.slice(0, axis), 0, ...back.slice(axis)])
}
