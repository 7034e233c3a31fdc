import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const sgdRow = row({
  name: 'sgd',
  summary: 'The direction times the learning rate.',
  layoutFree: true,
  linear: true,
  codec: (rate) => struct({ rate }),
  run: (A, { direction, rate }, settings) => {
    const alpha = rate(settings.rate)
    return { direction: Named.map(direction, (g) => times(A, g, alpha)), slots: {} }
  },
})

/**
 * Stochastic gradient descent.
 *
 *     d = α·g
 */
export const sgd = Object.assign((rate: Rate): Optimiser => [{ update: 'sgd', rate }], { definition: sgdRow })
