import { number, struct } from '../codec/index.ts'
import { fill, scale, shift } from '../tensor/derived.ts'
import { anneal } from './cosine.ts'
import { level, row, steps } from './schedule.ts'

const divisor = number({ minimum: 1 })

/** A phase that is shorter than a step. */
const instant = 1e-9

const oneCycleRow = row({
  name: 'oneCycle',
  summary: 'Rises to a peak and falls far below the start, both along half a cosine.',
  codec: () =>
    struct(
      { peak: level },
      { steps, rise: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), start: divisor, end: divisor },
    ),
  value: (A, step, { peak, steps: length, rise = 0.3, start = 25, end = 10_000 }, { total }) => {
    const all = length ?? total
    const top = Math.max(rise * all - 1, instant)
    const rest = Math.max(all - 1 - top, instant)
    const up = anneal(A, scale(A, step, 1 / top), peak / start, peak)
    const down = anneal(A, scale(A, shift(A, step, -top), 1 / rest), peak, peak / start / end)
    return A.where(A.greater(step, fill(A, top, A.shape(step))), down, up)
  },
})

/**
 * One cycle (Smith and Topin 2018), with the phases of PyTorch's OneCycleLR: from peak/start at step 0 to the peak at
 * step rise·steps − 1, then to peak/start/end at the last step. By default rise = 0.3, start = 25, end = 10⁴, over the whole run.
 */
export const oneCycle = Object.assign(
  (settings: {
    readonly peak: number
    readonly steps?: number
    readonly rise?: number
    readonly start?: number
    readonly end?: number
  }) => ({ schedule: 'oneCycle', ...settings }),
  { definition: oneCycleRow },
)
