import type { Rate } from '../schedules/index.ts'
import type { MomentsOptions } from './moments.ts'
import { moments, momentsSettings, normalised, scaledBy } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const adamRow = row({
  name: 'adam',
  summary: 'Steps of a size that adapts to each parameter’s recent gradients.',
  layoutFree: true,
  codec: momentsSettings,
  slots: () => ({ first: 0, second: 0 }),
  run: (A, input, { rate, ...options }) => {
    const [first, second] = moments(A, input, options)
    const direction = normalised(A, input, [first, second], options)
    return { direction: scaledBy(A, direction, input.rate(rate)), slots: { first, second } }
  },
})

/**
 * Adam (Kingma and Ba 2015, algorithm 1); by default β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
 *
 *     m ← β₁m + g              v ← β₂v + g²
 *     d = α · m̂ / (√v̂ + ε)     m̂ = m·(1 − β₁) / (1 − β₁ᵗ)    v̂ = v·(1 − β₂) / (1 − β₂ᵗ)
 */
export const adam = Object.assign(
  (rate: Rate, options: MomentsOptions = {}): Optimiser => [{ update: 'adam', rate, ...options }],
  { definition: adamRow },
)
