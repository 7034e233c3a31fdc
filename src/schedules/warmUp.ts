import { struct } from '../codec/index.ts'
import { fill, minimum, scale } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import { level, steps } from './schedule.ts'

/** Linear warm-up: to · min(t / steps, 1). */
export const warmUp = defineSchedule({
  name: 'warmUp',
  summary: 'Linear warm-up: rises linearly from 0 over `steps` steps, then constant.',
  codec: () => struct({ to: level, steps }),
  example: { to: 0.001, steps: 100 },
  build:
    ({ to, steps: length }) =>
    (A, { step }) => {
      const progress = scale(A, step, 1 / length)
      return scale(A, minimum(A, progress, fill(A, 1, A.shape(progress))), to)
    },
})
