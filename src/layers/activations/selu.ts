import { defineWithoutSettings, noSettings, pointwise } from '../core/define.ts'
import { exponentialLinear } from './elu.ts'

/** λ and α for which mean 0 and variance 1 are a fixed point (Klambauer et al. 2017, equation 14). */
const alpha = 1.6732632423543772
const lambda = 1.0507009873554805

/** The self-normalising exponential linear unit (Klambauer et al. 2017): λ·elu(x, α). */
export const selu = defineWithoutSettings(
  pointwise({
    name: 'selu',
    summary: 'Scaled exponential linear unit (SELU), which keeps activations near mean 0 and variance 1.',
    codec: noSettings,
    f: (A, x) => exponentialLinear(A, x, alpha, lambda),
  }),
)
