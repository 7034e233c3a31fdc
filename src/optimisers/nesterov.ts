import type { Rate } from '../schedules/index.ts'
import { scale, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { MomentumOptions } from './momentum.ts'
import { momentumSettings, velocity } from './momentum.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const nesterovRow = row({
  name: 'nesterov',
  summary: 'Momentum that looks ahead along its velocity.',
  layoutFree: true,
  codec: momentumSettings,
  slots: () => ({ velocity: 0 }),
  run: (A, input, { rate, momentum: mu = 0.9 }) => {
    const v = velocity(A, input, mu)
    const alpha = input.rate(rate)
    const ahead = Named.map(input.direction, (g, name) => A.add(g, scale(A, Named.get(v, name), mu)))
    return { direction: Named.map(ahead, (d) => times(A, d, alpha)), slots: { velocity: v } }
  },
})

/**
 * Nesterov's accelerated gradient in the form of Sutskever et al. 2013 with the parameters kept at the look-ahead
 * point, μ = 0.9 by default.
 *
 *     v ← μ·v + g      d = α·(g + μ·v)
 */
export const nesterov = Object.assign(
  (rate: Rate, options: MomentumOptions = {}): Optimiser => [{ update: 'nesterov', rate, ...options }],
  { definition: nesterovRow },
)
