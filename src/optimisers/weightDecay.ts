import { struct } from '../codec/index.ts'
import { weightDecayRate } from './adamw.ts'
import { decayed } from './moments.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const weightDecayRow = row({
  name: 'weightDecay',
  summary: 'Adds a multiple of each parameter to its direction.',
  layoutFree: true,
  linear: true,
  codec: () => struct({ decay: weightDecayRate }),
  run: (A, { direction, parameters }, { decay }) => ({
    direction: decayed(A, direction, parameters, decay),
    slots: {},
  }),
})

/**
 * d = g + λ·θ: before an optimiser it acts as an L2 penalty ½λ‖θ‖², after one as decoupled decay.
 */
export const weightDecay = Object.assign((decay: number): Optimiser => [{ update: 'weightDecay', decay }], {
  definition: weightDecayRow,
})
