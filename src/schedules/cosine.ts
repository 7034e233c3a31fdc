import { struct } from '../codec/index.ts'
import { fill, minimum, scale, shift } from '../tensor/derived.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { level, row, steps } from './schedule.ts'

/** From one number to another along half a cosine; progress runs from 0 to 1 and stays there. */
export const anneal = <T>(A: Tensor<T>, progress: T, from: number, to: number): T => {
  const ended = minimum(A, progress, fill(A, 1, A.shape(progress)))
  return shift(A, scale(A, A.cos(scale(A, ended, Math.PI)), (from - to) / 2), (from + to) / 2)
}

const cosineRow = row({
  name: 'cosine',
  summary: 'Falls along half a cosine, then stays.',
  codec: () => struct({ from: level }, { to: level, steps }),
  value: (A, step, { from, to = 0, steps: length }, { total }) =>
    anneal(A, scale(A, step, 1 / (length ?? total)), from, to),
})

/** Cosine annealing (Loshchilov and Hutter 2017, equation 5): to + ½(from − to)(1 + cos πt/steps), over the run by default. */
export const cosine = Object.assign(
  (settings: { readonly from: number; readonly to?: number; readonly steps?: number }) => ({
    schedule: 'cosine',
    ...settings,
  }),
  { definition: cosineRow },
)
