import { number, struct } from '../../codec/index.ts'
import { expm1, fill, minimum, scale, shift } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Pointwise } from '../core/define.ts'
import { defineLayer, keepsSizes, pointwise } from '../core/define.ts'

/**
 * The exponential linear unit, α·(exp x − 1) where x ≤ 0 and x elsewhere, all times λ. The slope at 0 is that of the
 * negative side.
 *
 *     y = λ·(max(x, 0) + α·(exp min(x, 0) − 1))      dx = dy · λ·(1 if x > 0 else α·exp x)
 */
export const exponentialLinear = <T>(A: Tensor<T>, x: T, alpha: number, lambda: number): Pointwise<T> => {
  const zeros = fill(A, 0, A.shape(x))
  const tail = scale(A, expm1(A, minimum(A, zeros, x)), alpha)
  const ones = fill(A, 1, A.shape(x))
  return {
    y: scale(A, A.add(A.maximum(x, zeros), tail), lambda),
    derivative: () => scale(A, A.where(A.greater(x, zeros), ones, shift(A, tail, alpha)), lambda),
  }
}

/** The exponential linear unit (Clevert, Unterthiner and Hochreiter 2016), α = 1 by default. */
export const elu = defineLayer(
  pointwise({
    name: 'elu',
    summary: 'Exponential linear unit (ELU): x where it is positive, α·(exp x − 1) elsewhere.',
    codec: struct({}, { alpha: number({ exclusiveMinimum: 0 }) }),
    example: {},
    f: (A, x, { alpha = 1 }) => exponentialLinear(A, x, alpha, 1),
  }),
  (specify) => (alpha?: number) => keepsSizes(specify(present({ alpha }))),
)
