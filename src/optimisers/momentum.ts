import type { Rate } from '../schedules/index.ts'
import { scale } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import type { MomentumOptions } from './settings.ts'
import { momentumSettings } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation, UpdateInput } from './update.ts'

/** v ← μ·v + g. */
export const nextVelocity = <T>(A: Tensor<T>, { direction, slots }: UpdateInput<T>, mu: number): Named.Named<T> => {
  const before = Named.get(slots, 'velocity')
  return Named.map(direction, (g, name) => A.add(scale(A, Named.get(before, name), mu), g))
}

const accumulate = (mu: number): Transformation => ({
  slots: { velocity: 0 },
  run: (A, input) => {
    const velocity = nextVelocity(A, input, mu)
    return { direction: velocity, slots: { velocity } }
  },
})

/**
 * Momentum, or the heavy ball method (Polyak 1964), μ = 0.9 by default.
 *
 *     v ← μ·v + g      d = α·v
 */
export const momentum = defineUpdate(
  {
    name: 'momentum',
    summary: 'SGD with momentum (the heavy ball method): a decaying sum of the gradients times the learning rate.',
    layoutFree: true,
    codec: momentumSettings,
    example: { rate: 0.01, momentum: 0.9 },
    build: ({ rate, momentum: mu = 0.9 }, _, context) =>
      builtUpdate(compose(accumulate(mu), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: MomentumOptions = {}) =>
      specify({ rate, ...options }),
)
