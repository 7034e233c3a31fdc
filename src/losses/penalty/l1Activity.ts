import { activity } from '../core/activity.ts'
import { loss } from '../core/loss.ts'

const l1ActivityRow = activity({
  name: 'l1Activity',
  summary: 'The sum of the absolute activations of a row: sparse codes.',
  penalty: (A, z) => ({ value: A.abs(z), derivative: () => A.sign(z) }),
})

/**
 * An L1 penalty on the code, or on the aux tensor that is named.
 *
 *     L = Σₙⱼ |zₙⱼ| / N      dz = dL · sign z / N
 */
export const l1Activity = Object.assign(
  <const On extends string = 'code'>(on?: On) => loss<On>({ term: 'l1Activity', ...(on === undefined ? {} : { on }) }),
  { definition: l1ActivityRow },
)
