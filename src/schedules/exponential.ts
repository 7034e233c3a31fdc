import { struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import { level, steps } from './schedule.ts'
import { factor } from './stepwise.ts'

/** Exponential decay: from · factor^(t / every), with every = 1 by default. */
export const exponential = defineSchedule({
  name: 'exponential',
  summary: 'Exponential decay: multiplied by a factor every `every` steps, smoothly in between.',
  codec: () => struct({ from: level, factor }, { every: steps }),
  example: { from: 0.001, factor: 0.5, every: 1000 },
  build:
    ({ from, factor: base, every = 1 }) =>
    (A, { step }) =>
      scale(A, A.exp(scale(A, step, Math.log(base) / every)), from),
})
