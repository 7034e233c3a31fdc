import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { shift } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { interpolate, squares } from './average.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { decayRate, epsilon } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation } from './update.ts'

/** g / (√v + ε). */
const scaleByRms = (rho: number, tiny: number): Transformation => ({
  slots: { v: 0 },
  run: (A, { direction, slots }) => {
    const v = interpolate(A, Named.get(slots, 'v'), squares(A, direction), rho)
    return {
      direction: Named.map(direction, (g, name) => A.div(g, shift(A, A.sqrt(Named.get(v, name)), tiny))),
      slots: { v },
    }
  },
})

/**
 * RMSProp (Tieleman and Hinton 2012, lecture 6.5), ρ = 0.99 and ε = 10⁻⁸ by default.
 *
 *     v ← ρ·v + (1 − ρ)·g²      d = α · g / (√v + ε)
 */
export const rmsprop = defineUpdate(
  {
    name: 'rmsprop',
    summary: 'RMSProp: the gradient divided by a moving root mean square of the gradients.',
    layoutFree: true,
    codec: (rate) => struct({ rate }, { decay: decayRate, epsilon }),
    example: { rate: 0.001 },
    build: ({ rate, decay = 0.99, epsilon: tiny = 1e-8 }, _, context) =>
      builtUpdate(compose(scaleByRms(decay, tiny), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: { readonly decay?: number; readonly epsilon?: number } = {}) =>
      specify({ rate, ...options }),
)
