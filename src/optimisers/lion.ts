import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import { interpolate } from './average.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { decayRate, weightDecayRate } from './settings.ts'
import { addDecayedWeights, compose, scaleByRate } from './transformation.ts'
import type { Transformation } from './update.ts'

/** sign(β₁m + (1 − β₁)g). */
const scaleByLion = (beta1: number, beta2: number): Transformation => ({
  slots: { m: 0 },
  run: (A, { direction: g, slots }) => {
    const m = Named.get(slots, 'm')
    return { direction: Named.map(interpolate(A, m, g, beta1), A.sign), slots: { m: interpolate(A, m, g, beta2) } }
  },
})

/**
 * Lion (Chen et al. 2023, algorithm 2); by default β₁ = 0.9, β₂ = 0.99, λ = 0.
 *
 *     d = α · (sign(β₁m + (1 − β₁)g) + λ·θ)      m ← β₂m + (1 − β₂)g
 */
export const lion = defineUpdate(
  {
    name: 'lion',
    summary: 'Lion: the sign of an interpolation between momentum and gradient, with decoupled weight decay.',
    layoutFree: true,
    codec: (rate) => struct({ rate }, { beta1: decayRate, beta2: decayRate, decay: weightDecayRate }),
    example: { rate: 0.0001 },
    build: ({ rate, beta1 = 0.9, beta2 = 0.99, decay = 0 }, _, context) =>
      builtUpdate(compose(scaleByLion(beta1, beta2), addDecayedWeights(decay), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: { readonly beta1?: number; readonly beta2?: number; readonly decay?: number } = {}) =>
      specify({ rate, ...options }),
)
