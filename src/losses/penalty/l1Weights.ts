import { loss } from '../core/loss.ts'
import { weights } from '../core/weights.ts'

const l1WeightsRow = weights({
  name: 'l1Weights',
  summary: 'The sum of the absolute weights: weights that vanish.',
  penalty: (A, w) => ({ value: A.abs(w), derivative: () => A.sign(w) }),
})

/**
 * An L1 penalty on all weights, or on those whose names begin as given.
 *
 *     L = Σ |w|      dw = dL · sign w
 */
export const l1Weights = Object.assign(
  (of?: string) => loss<never>({ term: 'l1Weights', ...(of === undefined ? {} : { of }) }),
  { definition: l1WeightsRow },
)
