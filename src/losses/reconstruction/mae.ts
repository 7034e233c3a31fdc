import { constant } from '../core/loss.ts'
import { plain, reconstruction } from '../core/reconstruction.ts'

/**
 * The absolute error, with derivative 0 where output and target are equal.
 *
 *     e = |y − t|      e′ = sign(y − t)
 */
export const mae = constant(
  reconstruction({
    name: 'mae',
    summary: 'The mean absolute error between output and target.',
    codec: plain,
    error: (A, target, output) => {
      const difference = A.sub(output, target)
      return { value: A.abs(difference), derivative: () => A.sign(difference) }
    },
  }),
)
