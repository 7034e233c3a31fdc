import { number, struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import { level, row, steps } from './schedule.ts'

/** What a rate is multiplied by; 0 would end all learning. */
export const factor = number({ exclusiveMinimum: 0 })

const stepRow = row({
  name: 'step',
  summary: 'Multiplies the number by a factor every so many steps.',
  codec: () => struct({ from: level, factor, every: steps }),
  value: (A, step, { from, factor: f, every }) =>
    scale(A, A.exp(scale(A, A.floor(scale(A, step, 1 / every)), Math.log(f))), from),
})

/**
 * A staircase: from · factor^⌊t / every⌋.
 *
 * @example
 * const rate = Schedules.step({ from: 0.1, factor: 0.5, every: 1000 })
 */
export const step = Object.assign(
  (settings: { readonly from: number; readonly factor: number; readonly every: number }) => ({
    schedule: 'step',
    ...settings,
  }),
  { definition: stepRow },
)
