import { array, struct } from '../codec/index.ts'
import { defineSchedule } from './define.ts'
import type { Rate } from './schedule.ts'

/**
 * Schedules multiplied with each other, step by step.
 *
 * @example
 * const rate = Schedules.product([warmUp({ to: 1e-3, steps: 100 }), exponential({ from: 1, factor: 0.5, every: 1000 })])
 */
export const product = defineSchedule(
  {
    name: 'product',
    summary: 'Product: several schedules multiplied with each other at every step.',
    codec: (rate) => struct({ of: array(rate, { minItems: 1 }) }),
    example: {
      of: [
        { schedule: 'warmUp', to: 0.001, steps: 100 },
        { schedule: 'exponential', from: 1, factor: 0.5, every: 1000 },
      ],
    },
    build: ({ of }, { rate }) => {
      const factors = of.map(rate)
      return (A, position) => factors.map((factor) => factor(A, position)).reduce(A.mul)
    },
  },
  (specify) => (of: ReadonlyArray<Rate>) => specify({ of }),
)
