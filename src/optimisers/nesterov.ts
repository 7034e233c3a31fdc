import type { Rate } from '../schedules/index.ts'
import { scale } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { nextVelocity } from './momentum.ts'
import type { MomentumOptions } from './settings.ts'
import { momentumSettings } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation } from './update.ts'

/** g + μ·v. */
const lookAhead = (mu: number): Transformation => ({
  slots: { velocity: 0 },
  run: (A, input) => {
    const velocity = nextVelocity(A, input, mu)
    return {
      direction: Named.map(input.direction, (g, name) => A.add(g, scale(A, Named.get(velocity, name), mu))),
      slots: { velocity },
    }
  },
})

/**
 * Nesterov's accelerated gradient in the form of Sutskever et al. 2013 with the parameters kept at the look-ahead
 * point, μ = 0.9 by default.
 *
 *     v ← μ·v + g      d = α·(g + μ·v)
 */
export const nesterov = defineUpdate(
  {
    name: 'nesterov',
    summary: 'Nesterov’s accelerated gradient: momentum with the gradient at the look-ahead point.',
    layoutFree: true,
    codec: momentumSettings,
    example: { rate: 0.01, momentum: 0.9 },
    build: ({ rate, momentum: mu = 0.9 }, _, context) =>
      builtUpdate(compose(lookAhead(mu), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: MomentumOptions = {}) =>
      specify({ rate, ...options }),
)
