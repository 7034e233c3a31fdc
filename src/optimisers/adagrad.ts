import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { shift, square, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { epsilon } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const adagradRow = row({
  name: 'adagrad',
  summary: 'Steps that shrink with the sum of a parameter’s squared gradients.',
  layoutFree: true,
  codec: (rate) => struct({ rate }, { epsilon }),
  slots: () => ({ sum: 0 }),
  run: (A, { direction, slots, rate: at }, { rate, epsilon: tiny = 1e-10 }) => {
    const before = slots['sum'] ?? {}
    const sum = Named.map(direction, (g, name) => A.add(Named.get(before, name), square(A, g)))
    const alpha = at(rate)
    return {
      direction: Named.map(direction, (g, name) =>
        times(A, A.div(g, shift(A, A.sqrt(Named.get(sum, name)), tiny)), alpha),
      ),
      slots: { sum },
    }
  },
})

/**
 * AdaGrad (Duchi, Hazan and Singer 2011, figure 1, diagonal), ε = 10⁻¹⁰ by default.
 *
 *     s ← s + g²      d = α · g / (√s + ε)
 */
export const adagrad = Object.assign(
  (rate: Rate, options: { readonly epsilon?: number } = {}): Optimiser => [{ update: 'adagrad', rate, ...options }],
  { definition: adagradRow },
)
