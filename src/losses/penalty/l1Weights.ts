import { defineTerm } from '../core/define.ts'
import { ofWeights, weightPenalty } from '../core/weightPenalty.ts'

/**
 * An L1 penalty on all weights, or on those in the scope `of`.
 *
 *     L = Σ |w|      dw = dL · sign w
 */
export const l1Weights = defineTerm(
  weightPenalty({
    name: 'l1Weights',
    summary: 'L1 weight penalty (lasso): the sum of the absolute weights.',
    penalty: (A, w) => ({ value: A.abs(w), derivative: () => A.sign(w) }),
  }),
  ofWeights,
)
