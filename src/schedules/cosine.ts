import { struct } from '../codec/index.ts'
import { fill, minimum, scale, shift } from '../tensor/derived.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { defineSchedule } from './define.ts'
import { level, steps } from './schedule.ts'

/** From one value to another along half a cosine; progress above 1 counts as 1. */
export const anneal = <T>(A: Tensor<T>, progress: T, from: number, to: number): T => {
  const clamped = minimum(A, progress, fill(A, 1, A.shape(progress)))
  return shift(A, scale(A, A.cos(scale(A, clamped, Math.PI)), (from - to) / 2), (from + to) / 2)
}

/**
 * Cosine decay (Loshchilov and Hutter 2017, equation 5), over the whole run by default, to 0 by default.
 *
 *     to + ½(from − to)(1 + cos πt/steps)      for t ≤ steps, then to
 */
export const cosine = defineSchedule({
  name: 'cosine',
  summary:
    'Cosine decay (cosine annealing without restarts): from one value to another along half a cosine, then constant.',
  codec: () => struct({ from: level }, { to: level, steps }),
  example: { from: 0.001, to: 0, steps: 1000 },
  build:
    ({ from, to = 0, steps: length }) =>
    (A, { step, total }) =>
      anneal(A, scale(A, step, 1 / (length ?? total)), from, to),
})
