import { activityPenalty, onActivation } from '../core/activityPenalty.ts'
import { defineTerm } from '../core/define.ts'

/**
 * An L1 penalty on the code, or on the aux tensor that is named.
 *
 *     L = Σₙⱼ |zₙⱼ| / N      dz = dL · sign z / N
 */
export const l1Activity = defineTerm(
  activityPenalty({
    name: 'l1Activity',
    summary: 'L1 activity penalty: the sum of the absolute activations of the code, for sparse codes.',
    penalty: (A, z) => ({ value: A.abs(z), derivative: () => A.sign(z) }),
  }),
  onActivation,
)
