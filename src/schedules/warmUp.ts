import { struct } from '../codec/index.ts'
import { fill, minimum, scale } from '../tensor/derived.ts'
import { level, row, steps } from './schedule.ts'

const warmUpRow = row({
  name: 'warmUp',
  summary: 'Rises in a line from 0, then stays.',
  codec: () => struct({ to: level, steps }),
  value: (A, step, { to, steps: length }) => {
    const progress = scale(A, step, 1 / length)
    return scale(A, minimum(A, progress, fill(A, 1, A.shape(progress))), to)
  },
})

/** Linear warm-up: to · min(t / steps, 1). */
export const warmUp = Object.assign(
  (settings: { readonly to: number; readonly steps: number }) => ({ schedule: 'warmUp', ...settings }),
  { definition: warmUpRow },
)
