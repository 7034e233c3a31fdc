import { struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import { level, row, steps } from './schedule.ts'
import { factor } from './stepwise.ts'

const exponentialRow = row({
  name: 'exponential',
  summary: 'Multiplies the number by a factor over every so many steps, smoothly.',
  codec: () => struct({ from: level, factor }, { every: steps }),
  value: (A, step, { from, factor: f, every = 1 }) => scale(A, A.exp(scale(A, step, Math.log(f) / every)), from),
})

/** Exponential decay: from · factor^(t / every), every step by default. */
export const exponential = Object.assign(
  (settings: { readonly from: number; readonly factor: number; readonly every?: number }) => ({
    schedule: 'exponential',
    ...settings,
  }),
  { definition: exponentialRow },
)
