import { scale, square } from '../../tensor/derived.ts'
import { activity } from '../core/activity.ts'
import { loss } from '../core/loss.ts'

const l2ActivityRow = activity({
  name: 'l2Activity',
  summary: 'The sum of the squared activations of a row: small codes.',
  penalty: (A, z) => ({ value: square(A, z), derivative: () => scale(A, z, 2) }),
})

/**
 * An L2 penalty on the code, or on the aux tensor that is named, without a factor ½.
 *
 *     L = Σₙⱼ zₙⱼ² / N      dz = dL · 2z / N
 */
export const l2Activity = Object.assign(
  <const On extends string = 'code'>(on?: On) => loss<On>({ term: 'l2Activity', ...(on === undefined ? {} : { on }) }),
  { definition: l2ActivityRow },
)
