import { number, struct } from '../codec/index.ts'
import { fill, scale, shift } from '../tensor/derived.ts'
import { anneal } from './cosine.ts'
import { level, row, steps } from './schedule.ts'

const divisor = number({ minimum: 1 })

const oneCycleRow = row({
  name: 'oneCycle',
  intent: 'Rises to a peak and falls far below the start, both along half a cosine.',
  codec: () =>
    struct(
      { peak: level },
      { steps, rise: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), start: divisor, end: divisor },
    ),
  value: (A, step, { peak, steps: length, rise = 0.3, start = 25, end = 10_000 }, { total }) => {
    const last = Math.max(1, (length ?? total) - 1)
    const progress = scale(A, step, 1 / last)
    const up = anneal(A, scale(A, progress, 1 / rise), peak / start, peak)
    const down = anneal(A, scale(A, shift(A, progress, -rise), 1 / (1 - rise)), peak, peak / start / end)
    return A.where(A.greater(progress, fill(A, rise, A.shape(progress))), down, up)
  },
})

/**
 * One cycle (Smith and Topin 2018): from peak/start to peak over the first `rise` of the steps, then to
 * peak/start/end. By default rise = 0.3, start = 25, end = 10⁴, over the whole run.
 */
export const oneCycle = Object.assign(
  (settings: {
    readonly peak: number
    readonly steps?: number
    readonly rise?: number
    readonly start?: number
    readonly end?: number
  }) => ({ schedule: 'oneCycle', ...settings }),
  { row: oneCycleRow },
)
