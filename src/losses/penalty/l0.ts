import { like, over, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The number of active entries (Rajamanoharan et al. 2024b, equation 9): a sum over the features, a mean over the rows.
 * The step function has no derivative; `jumpRelu` estimates one.
 *
 *     L = Σₙⱼ activeₙⱼ / N      dactive = dL / N      active: [N, …]
 */
export const l0 = defineTerm(
  {
    name: 'l0',
    summary: 'L0 penalty: the number of active entries of the code.',
    codec: noSettings,
    build: () =>
      builtTerm({
        needs: ['active'],
        remedy: 'end the encoder with jumpRelu(…), whose thresholds learn from it',
        run: (A, { aux }) => {
          const active = Named.get(aux, 'active')
          const n = A.extent(active, [0])
          return termValue(over(A, total(A, active), n), (dvalue) => ({
            daux: { active: like(A, A.div(dvalue, n), active) },
          }))
        },
      }),
  },
  (specify) => specify<'active'>(),
)
