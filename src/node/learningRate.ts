import type { Optimiser } from '../optimisers/index.ts'
import type { Rate, Schedules } from '../schedules/index.ts'
import { buildRate } from '../schedules/index.ts'
import { ndarrays } from '../interpreters/ndarray/index.ts'
import { scalar } from '../tensor/derived.ts'

const A = ndarrays('float64')

/** The place of the first update that has a learning rate; −1 without. */
export const firstWithRate = (optimiser: Optimiser): number => optimiser.findIndex(({ rate }) => rate !== undefined)

const isRate = (setting: unknown): setting is Rate =>
  typeof setting === 'number' || (typeof setting === 'object' && setting !== null && 'schedule' in setting)

/**
 * The learning rate of an optimiser at a step of a run of `total` steps, 0 for the first: that of the first update that
 * has one. Nothing where no update has a rate.
 */
export const learningRate = (
  schedules: Schedules,
  optimiser: Optimiser,
  total: number,
): ((step: number) => number | undefined) => {
  const rate = optimiser[firstWithRate(optimiser)]?.['rate']
  if (!isRate(rate)) return () => undefined
  const built = buildRate(schedules, rate)
  return (step) => A.read(built(A, { step: scalar(A, step), total }))[0]
}
