import { fill, like, over, square } from '../../tensor/derived.ts'
import { knownExtent, lastExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A unit vector along the last axis, with its pullback. */
export interface Direction<T> {
  readonly unit: T
  readonly pullback: (dunit: T) => T
}

/** A shorter vector has no direction. */
const minLength = 1e-18

/** ⟨a, b⟩ along the last axis, which becomes 1. */
export const inner = <T>(A: Tensor<T>, a: T, b: T): T => A.sum(A.mul(a, b), [A.shape(a).length - 1])

/** ⟨a, b⟩ along the last axis, in the shape of a. */
export const innerLike = <T>(A: Tensor<T>, a: T, b: T): T => like(A, inner(A, a, b), a)

/**
 * The direction of vectors along the last axis; for a vector of 0 the first unit vector, whose derivative is 0.
 *
 *     u = a / ‖a‖      da = (du − u ⟨du, u⟩) / ‖a‖      a, u: [N, …, d]
 */
export const direction = <T>(A: Tensor<T>, a: T): Direction<T> => {
  const shape = A.shape(a)
  const d = knownExtent(lastExtent(shape))
  const firstUnit = A.constant(
    Float64Array.from({ length: d }, (_, i) => (i === 0 ? 1 : 0)),
    [d],
  )
  const length = A.sqrt(A.sum(square(A, a), [shape.length - 1]))
  const isLong = A.greater(length, fill(A, minLength, A.shape(length)))
  const divisor = A.where(isLong, length, fill(A, 1, A.shape(length)))
  const hasDirection = like(A, isLong, a)
  const unit = A.where(hasDirection, over(A, a, divisor), A.expand(firstUnit, shape))
  return {
    unit,
    pullback: (du) =>
      A.where(hasDirection, over(A, A.sub(du, A.mul(unit, innerLike(A, du, unit))), divisor), fill(A, 0, shape)),
  }
}
