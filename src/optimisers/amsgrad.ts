import type { Rate } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import type { MomentsOptions } from './moments.ts'
import { moments, momentsSettings, normalised, scaledBy } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const amsgradRow = row({
  name: 'amsgrad',
  summary: 'Adam whose step sizes never grow again.',
  layoutFree: true,
  codec: momentsSettings,
  slots: () => ({ first: 0, second: 0, greatest: 0 }),
  run: (A, input, { rate, ...options }) => {
    const [first, second] = moments(A, input, options)
    const before = input.slots['greatest'] ?? {}
    const greatest = Named.map(second, (value, name) => A.maximum(Named.get(before, name), value))
    const direction = normalised(A, input, [first, greatest], options)
    return { direction: scaledBy(A, direction, input.rate(rate)), slots: { first, second, greatest } }
  },
})

/**
 * AMSGrad (Reddi, Kale and Kumar 2018, algorithm 2) with Adam's bias corrections.
 *
 *     v̄ ← max(v̄, v)      d = α · m̂ / (√v̂ + ε)      v̂ = v̄·(1 − β₂) / (1 − β₂ᵗ)
 */
export const amsgrad = Object.assign(
  (rate: Rate, options: MomentsOptions = {}): Optimiser => [{ update: 'amsgrad', rate, ...options }],
  { definition: amsgradRow },
)
