import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { scaleByAdam } from './adam.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import type { AdamOptions } from './settings.ts'
import { decayRate, epsilon, weightDecayRate } from './settings.ts'
import { addDecayedWeights, compose, scaleByRate } from './transformation.ts'

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2), decay λ = 0.01 by default.
 *
 *     d = α · (m̂ / (√v̂ + ε) + λ·θ)
 */
export const adamw = defineUpdate(
  {
    name: 'adamw',
    summary: 'AdamW: Adam with decoupled weight decay.',
    layoutFree: true,
    codec: (rate) => struct({ rate }, { beta1: decayRate, beta2: decayRate, epsilon, decay: weightDecayRate }),
    example: { rate: 0.001, decay: 0.01 },
    build: ({ rate, decay = 0.01, ...options }, _, context) =>
      builtUpdate(compose(scaleByAdam(options), addDecayedWeights(decay), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: AdamOptions & { readonly decay?: number } = {}) =>
      specify({ rate, ...options }),
)
