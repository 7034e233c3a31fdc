import type { Codec } from '../codec/index.ts'
import { number, struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { scale, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Optimiser, UpdateInput } from './update.ts'
import { row } from './update.ts'

/** How much of the past is kept from step to step. */
export const decay = number({ minimum: 0, exclusiveMaximum: 1 })

/** The settings of an update with momentum. */
export const momentumSettings = (rate: Codec<Rate>): Codec<{ readonly rate: Rate; readonly momentum?: number }> =>
  struct({ rate }, { momentum: decay })

export interface MomentumOptions {
  readonly momentum?: number
}

/** v ← μ·v + g. */
export const velocity = <T>(A: Tensor<T>, { direction, slots }: UpdateInput<T>, mu: number): Named.Named<T> => {
  const before = slots['velocity'] ?? {}
  return Named.map(direction, (g, name) => A.add(scale(A, Named.get(before, name), mu), g))
}

const momentumRow = row({
  name: 'momentum',
  summary: 'Keeps a velocity, to which each gradient is added.',
  layoutFree: true,
  codec: momentumSettings,
  slots: () => ({ velocity: 0 }),
  run: (A, input, { rate, momentum: mu = 0.9 }) => {
    const v = velocity(A, input, mu)
    const alpha = input.rate(rate)
    return { direction: Named.map(v, (value) => times(A, value, alpha)), slots: { velocity: v } }
  },
})

/**
 * The heavy ball (Polyak 1964), μ = 0.9 by default.
 *
 *     v ← μ·v + g      d = α·v
 */
export const momentum = Object.assign(
  (rate: Rate, options: MomentumOptions = {}): Optimiser => [{ update: 'momentum', rate, ...options }],
  { definition: momentumRow },
)
