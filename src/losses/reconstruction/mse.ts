import { scale, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { constant } from '../core/loss.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { plain, reconstruction } from '../core/reconstruction.ts'

/** The squared error, entry by entry. */
export const squaredError = <T>(A: Tensor<T>, target: T, output: T): Elementwise<T> => {
  const difference = A.sub(output, target)
  return { value: square(A, difference), derivative: () => scale(A, difference, 2) }
}

/**
 * The squared error, without a factor ½.
 *
 *     e = (y − t)²      e′ = 2(y − t)
 */
export const mse = constant(
  reconstruction({
    name: 'mse',
    summary: 'The mean squared error between output and target.',
    codec: plain,
    error: squaredError,
  }),
)
