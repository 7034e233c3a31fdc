import { number, struct } from '../codec/index.ts'
import { fill, scale, shift } from '../tensor/derived.ts'
import { anneal } from './cosine.ts'
import { defineSchedule } from './define.ts'
import { level, steps } from './schedule.ts'

const divisor = number({ minimum: 1 })

/** The length of a phase that is shorter than a step: no division by 0. */
const minPhaseLength = 1e-9

/**
 * One cycle (Smith and Topin 2018), with the phases of PyTorch's OneCycleLR: from peak/start at step 0 to the peak at
 * step rise·steps − 1, then to peak/start/end at the last step. By default rise = 0.3, start = 25, end = 10⁴, over the
 * whole run.
 */
export const oneCycle = defineSchedule({
  name: 'oneCycle',
  summary: 'One-cycle policy: rises to a peak, then falls far below the start, both along half a cosine.',
  codec: () =>
    struct(
      { peak: level },
      { steps, rise: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), start: divisor, end: divisor },
    ),
  example: { peak: 0.01, steps: 1000 },
  build:
    ({ peak, steps: length, rise = 0.3, start = 25, end = 10_000 }) =>
    (A, { step, total }) => {
      const stepCount = length ?? total
      const peakStep = Math.max(rise * stepCount - 1, minPhaseLength)
      const fallLength = Math.max(stepCount - 1 - peakStep, minPhaseLength)
      const rising = anneal(A, scale(A, step, 1 / peakStep), peak / start, peak)
      const falling = anneal(A, scale(A, shift(A, step, -peakStep), 1 / fallLength), peak, peak / start / end)
      return A.where(A.greater(step, fill(A, peakStep, A.shape(step))), falling, rising)
    },
})
