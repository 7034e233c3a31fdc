import { like, over, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { noSettings } from './commitment.ts'
import { loss } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const l0Row = row({
  name: 'l0',
  summary: 'How many entries of a code are active: a price for each of them.',
  codec: noSettings,
  needs: () => ['active'],
  remedy: 'end the encoder with jumpRelu(…), whose thresholds learn from it',
  run: (A, { aux }) => {
    const active = Named.get(aux, 'active')
    const n = A.extent(active, [0])
    return termValue(over(A, total(A, active), n), (dvalue) => ({
      daux: { active: like(A, A.div(dvalue, n), active) },
    }))
  },
})

/**
 * The number of active entries (Rajamanoharan et al. 2024b, equation 9): a sum over the features, a mean over the rows.
 * What is active has no derivative of its own; `jumpRelu` has an estimator of it.
 *
 *     L = Σₙⱼ activeₙⱼ / N      dactive = dL / N      active: [N, …]
 */
export const l0 = Object.assign(loss<'active'>({ term: 'l0' }), { definition: l0Row })
