import { number, struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import { level, steps } from './schedule.ts'

/** The factor of a decay: above 0, as 0 would end all learning. */
export const factor = number({ exclusiveMinimum: 0 })

/**
 * Step decay, a staircase: from · factor^⌊t / every⌋.
 *
 * @example
 * const rate = step({ from: 0.1, factor: 0.5, every: 1000 })
 */
export const step = defineSchedule({
  name: 'step',
  summary: 'Step decay: multiplied by a factor every `every` steps, constant in between.',
  codec: () => struct({ from: level, factor, every: steps }),
  example: { from: 0.1, factor: 0.5, every: 1000 },
  build:
    ({ from, factor: base, every }) =>
    (A, { step: t }) =>
      scale(A, A.exp(scale(A, A.floor(scale(A, t, 1 / every)), Math.log(base))), from),
})
