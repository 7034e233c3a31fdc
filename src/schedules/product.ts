import { array, struct } from '../codec/index.ts'
import type { Rate } from './schedule.ts'
import { row } from './schedule.ts'

const productRow = row({
  name: 'product',
  summary: 'Schedules multiplied with each other.',
  codec: (rate) => struct({ of: array(rate, { minItems: 1 }) }),
  value: (A, step, { of }, { at }) => of.map((factor) => at(factor, step)).reduce(A.mul),
})

/**
 * Schedules multiplied with each other, step by step.
 *
 * @example
 * const rate = Schedules.product([Schedules.warmUp({ to: 1e-3, steps: 100 }), Schedules.exponential({ from: 1, factor: 0.5, every: 1000 })])
 */
export const product = Object.assign((of: ReadonlyArray<Rate>) => ({ schedule: 'product', of }), {
  definition: productRow,
})
