import { number, struct } from '../../codec/index.ts'
import { fill, minimum, scale, shift, square } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import { reconstruction, reduction } from '../core/reconstruction.ts'

/**
 * Huber's error (Huber 1964), δ = 1 by default.
 *
 *     e = ½d² if |d| ≤ δ else δ(|d| − ½δ)      e′ = d clipped to ±δ      d = y − t
 */
export const huber = defineTerm(
  reconstruction({
    name: 'huber',
    summary: 'Huber error: squared for differences up to `delta`, absolute beyond.',
    codec: (common) => struct({}, { ...common, reduction, delta: number({ exclusiveMinimum: 0 }) }),
    error: (A, target, output, { delta = 1 }) => {
      const difference = A.sub(output, target)
      const size = A.abs(difference)
      const limit = fill(A, delta, A.shape(size))
      const value = A.where(
        A.greater(size, limit),
        scale(A, shift(A, size, -delta / 2), delta),
        scale(A, square(A, difference), 0.5),
      )
      return { value, derivative: () => A.mul(A.sign(difference), minimum(A, size, limit)) }
    },
  }),
  (specify) => (delta?: number) => specify<never, SameHead>(present({ delta })),
)
