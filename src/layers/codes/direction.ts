import { fill, like, over, square } from '../../tensor/derived.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A unit vector along the last axis, with what pulls its cotangent back. */
export interface Direction<T> {
  readonly unit: T
  readonly pullback: (dunit: T) => T
}

/** A vector that is shorter has no direction. */
const shortest = 1e-18

/** ⟨a, b⟩ along the last axis, in the shape of a. */
export const along = <T>(A: Tensor<T>, a: T, b: T): T => like(A, inner(A, a, b), a)

/** ⟨a, b⟩ along the last axis, which becomes 1. */
export const inner = <T>(A: Tensor<T>, a: T, b: T): T => A.sum(A.mul(a, b), [A.shape(a).length - 1])

/**
 * The direction of vectors along the last axis; the first unit vector, which stands still, where they have none.
 *
 *     u = a / ‖a‖      da = (du − u ⟨du, u⟩) / ‖a‖      a, u: [N, …, d]
 */
export const direction = <T>(A: Tensor<T>, a: T): Direction<T> => {
  const shape = A.shape(a)
  const d = Number(extentAt(shape, shape.length - 1))
  const first = A.expand(
    A.constant(
      Float64Array.from({ length: d }, (_, i) => (i === 0 ? 1 : 0)),
      [d],
    ),
    shape,
  )
  const length = A.sqrt(A.sum(square(A, a), [shape.length - 1]))
  const isLong = A.greater(length, fill(A, shortest, A.shape(length)))
  const safe = A.where(isLong, length, fill(A, 1, A.shape(length)))
  const there = like(A, isLong, a)
  const unit = A.where(there, over(A, a, safe), first)
  return {
    unit,
    pullback: (du) => A.where(there, over(A, A.sub(du, A.mul(unit, along(A, du, unit))), safe), fill(A, 0, shape)),
  }
}
