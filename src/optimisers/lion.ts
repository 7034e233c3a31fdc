import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import { weightDecayRate } from './adamw.ts'
import { decay } from './momentum.ts'
import { average, decayed, scaledBy } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const lionRow = row({
  name: 'lion',
  summary: 'Steps of one size along the signs of a momentum.',
  layoutFree: true,
  codec: (rate) => struct({ rate }, { beta1: decay, beta2: decay, decay: weightDecayRate }),
  slots: () => ({ first: 0 }),
  run: (A, { direction, slots, parameters, rate: at }, { rate, beta1 = 0.9, beta2 = 0.99, decay: lambda = 0 }) => {
    const signs = Named.map(average(A, slots['first'], direction, beta1), A.sign)
    return {
      direction: scaledBy(A, decayed(A, signs, parameters, lambda), at(rate)),
      slots: { first: average(A, slots['first'], direction, beta2) },
    }
  },
})

/**
 * Lion (Chen et al. 2023, algorithm 2); by default β₁ = 0.9, β₂ = 0.99, λ = 0.
 *
 *     d = α · (sign(β₁m + (1 − β₁)g) + λ·θ)      m ← β₂m + (1 − β₂)g
 */
export const lion = Object.assign(
  (
    rate: Rate,
    options: { readonly beta1?: number; readonly beta2?: number; readonly decay?: number } = {},
  ): Optimiser => [{ update: 'lion', rate, ...options }],
  { definition: lionRow },
)
