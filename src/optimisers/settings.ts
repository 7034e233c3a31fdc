import type { Codec } from '../codec/index.ts'
import { number, struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'

/** The decay rate of a moving average: the share of the past that is kept at every step. */
export const decayRate = number({ minimum: 0, exclusiveMaximum: 1 })

/** Added to a divisor so that it is not 0. */
export const epsilon = number({ exclusiveMinimum: 0 })

/** The coefficient of weight decay. */
export const weightDecayRate = number({ minimum: 0 })

/** The limit of clipping: above 0, as 0 would end all learning. */
export const limit = number({ exclusiveMinimum: 0 })

/** The options of momentum and of Nesterov's accelerated gradient. */
export interface MomentumOptions {
  readonly momentum?: number
}

export const momentumSettings = (rate: Codec<Rate>): Codec<MomentumOptions & { readonly rate: Rate }> =>
  struct({ rate }, { momentum: decayRate })

/** The options of Adam and AMSGrad. */
export interface AdamOptions {
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

export const adamSettings = (rate: Codec<Rate>): Codec<AdamOptions & { readonly rate: Rate }> =>
  struct({ rate }, { beta1: decayRate, beta2: decayRate, epsilon })
