import { scale, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import type { Elementwise } from '../core/reconstruction.ts'
import { onlyReduction, reconstruction } from '../core/reconstruction.ts'

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
export const mse = defineTerm(
  reconstruction({
    name: 'mse',
    summary: 'Mean squared error between output and target, without a factor ½.',
    codec: onlyReduction,
    error: squaredError,
  }),
  (specify) => specify<never, SameHead>(),
)
