import { struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { scaleByRate } from './transformation.ts'

/**
 * Stochastic gradient descent.
 *
 *     d = α·g
 */
export const sgd = defineUpdate(
  {
    name: 'sgd',
    summary: 'SGD: stochastic gradient descent, the gradient times the learning rate.',
    layoutFree: true,
    linear: true,
    codec: (rate) => struct({ rate }),
    example: { rate: 0.01 },
    build: ({ rate }, _, context) => builtUpdate(scaleByRate(context.rate(rate))),
  },
  (specify) => (rate: Rate) => specify({ rate }),
)
