import { struct } from '../codec/index.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { weightDecayRate } from './settings.ts'
import { addDecayedWeights } from './transformation.ts'

/**
 * d = g + λ·θ: before an optimiser it acts as an L2 penalty ½λ‖θ‖², after one as decoupled decay.
 */
export const weightDecay = defineUpdate(
  {
    name: 'weightDecay',
    summary: 'Weight decay: adds a multiple of each parameter to its gradient, or after an optimiser to its step.',
    layoutFree: true,
    linear: true,
    codec: () => struct({ decay: weightDecayRate }),
    example: { decay: 0.0001 },
    build: ({ decay }) => builtUpdate(addDecayedWeights(decay)),
  },
  (specify) => (decay: number) => specify({ decay }),
)
