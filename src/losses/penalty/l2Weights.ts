import { scale, square } from '../../tensor/derived.ts'
import { defineTerm } from '../core/define.ts'
import { ofWeights, weightPenalty } from '../core/weightPenalty.ts'

/**
 * An L2 penalty on all weights, or on those in the scope `of`, without a factor ½.
 *
 *     L = Σ w²      dw = dL · 2w
 */
export const l2Weights = defineTerm(
  weightPenalty({
    name: 'l2Weights',
    summary: 'L2 weight penalty (ridge): the sum of the squared weights, without a factor ½.',
    penalty: (A, w) => ({ value: square(A, w), derivative: () => scale(A, w, 2) }),
  }),
  ofWeights,
)
