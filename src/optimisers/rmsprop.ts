import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { shift, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { decay } from './momentum.ts'
import { average, epsilon, squares } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const rmspropRow = row({
  name: 'rmsprop',
  summary: 'Steps divided by a running root mean square of the gradients.',
  layoutFree: true,
  codec: (rate) => struct({ rate }, { decay, epsilon }),
  slots: () => ({ square: 0 }),
  run: (A, { direction, slots, rate: at }, { rate, decay: rho = 0.99, epsilon: tiny = 1e-8 }) => {
    const square = average(A, slots['square'], squares(A, direction), rho)
    const alpha = at(rate)
    return {
      direction: Named.map(direction, (g, name) =>
        times(A, A.div(g, shift(A, A.sqrt(Named.get(square, name)), tiny)), alpha),
      ),
      slots: { square },
    }
  },
})

/**
 * RMSProp (Tieleman and Hinton 2012, lecture 6.5), ρ = 0.99 and ε = 10⁻⁸ by default.
 *
 *     s ← ρ·s + (1 − ρ)·g²      d = α · g / (√s + ε)
 */
export const rmsprop = Object.assign(
  (rate: Rate, options: { readonly decay?: number; readonly epsilon?: number } = {}): Optimiser => [
    { update: 'rmsprop', rate, ...options },
  ],
  { definition: rmspropRow },
)
