import { scale, square } from '../../tensor/derived.ts'
import { loss } from '../core/loss.ts'
import { weights } from '../core/weights.ts'

const l2WeightsRow = weights({
  name: 'l2Weights',
  summary: 'The sum of the squared weights: small weights.',
  penalty: (A, w) => ({ value: square(A, w), derivative: () => scale(A, w, 2) }),
})

/**
 * An L2 penalty on all weights, or on those whose names begin as given, without a factor ½.
 *
 *     L = Σ w²      dw = dL · 2w
 */
export const l2Weights = Object.assign(
  (of?: string) => loss<never>({ term: 'l2Weights', ...(of === undefined ? {} : { of }) }),
  { definition: l2WeightsRow },
)
