import { scale, square } from '../../tensor/derived.ts'
import { activityPenalty, onActivation } from '../core/activityPenalty.ts'
import { defineTerm } from '../core/define.ts'

/**
 * An L2 penalty on the code, or on the aux tensor that is named, without a factor ½.
 *
 *     L = Σₙⱼ zₙⱼ² / N      dz = dL · 2z / N
 */
export const l2Activity = defineTerm(
  activityPenalty({
    name: 'l2Activity',
    summary: 'L2 activity penalty: the sum of the squared activations of the code, without a factor ½.',
    penalty: (A, z) => ({ value: square(A, z), derivative: () => scale(A, z, 2) }),
  }),
  onActivation,
)
