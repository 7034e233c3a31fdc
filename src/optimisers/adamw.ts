import { number, struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { decay } from './momentum.ts'
import type { MomentsOptions } from './moments.ts'
import { decayed, epsilon, moments, normalised, scaledBy } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

/** How much of a parameter is taken away at each step, before the learning rate. */
export const weightDecayRate = number({ minimum: 0 })

const adamwRow = row({
  name: 'adamw',
  summary: 'Adam with weight decay that the gradient’s scale does not touch.',
  layoutFree: true,
  codec: (rate) => struct({ rate }, { beta1: decay, beta2: decay, epsilon, decay: weightDecayRate }),
  slots: () => ({ first: 0, second: 0 }),
  run: (A, input, { rate, decay: lambda = 0.01, ...options }) => {
    const [first, second] = moments(A, input, options)
    const direction = decayed(A, normalised(A, input, [first, second], options), input.parameters, lambda)
    return { direction: scaledBy(A, direction, input.rate(rate)), slots: { first, second } }
  },
})

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2), decay λ = 0.01 by default.
 *
 *     d = α · (m̂ / (√v̂ + ε) + λ·θ)
 */
export const adamw = Object.assign(
  (rate: Rate, options: MomentsOptions & { readonly decay?: number } = {}): Optimiser => [
    { update: 'adamw', rate, ...options },
  ],
  { definition: adamwRow },
)
