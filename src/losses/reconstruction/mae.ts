import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import { onlyReduction, reconstruction } from '../core/reconstruction.ts'

/**
 * The absolute error, with derivative 0 where output and target are equal.
 *
 *     e = |y − t|      e′ = sign(y − t)
 */
export const mae = defineTerm(
  reconstruction({
    name: 'mae',
    summary: 'Mean absolute error (L1) between output and target.',
    codec: onlyReduction,
    error: (A, target, output) => {
      const difference = A.sub(output, target)
      return { value: A.abs(difference), derivative: () => A.sign(difference) }
    },
  }),
  (specify) => specify<never, SameHead>(),
)
