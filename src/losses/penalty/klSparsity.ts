import { number, struct } from '../../codec/index.ts'
import { fill, rsub, like, mean, over, scale, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { onAux } from '../core/activityPenalty.ts'
import { defineTerm } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'
import { clipProbability } from '../reconstruction/bce.ts'

/**
 * The sparsity penalty of a sigmoid code (Ng 2011, CS294A notes, section 3): the divergence of a Bernoulli
 * variable of rate ρ from one of the mean activation ρ̂ⱼ, clipped to [10⁻⁷, 1 − 10⁻⁷].
 *
 *     L = Σⱼ ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ))      ρ̂ⱼ = Σₙ zₙⱼ / N
 *     dz = dL · (ρ̂ − ρ) / (ρ̂(1 − ρ̂)) / N
 */
export const klSparsity = defineTerm(
  {
    name: 'klSparsity',
    summary:
      'KL sparsity penalty of a sigmoid code: the divergence of the mean activation of each unit from a target rate.',
    codec: (common) => struct({ rate: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) }, { ...common, ...onAux }),
    example: { rate: 0.1 },
    build: ({ rate, on = 'code' }) =>
      builtTerm({
        domain: 'unit',
        needs: [on],
        run: (A, { aux }) => {
          const z = Named.get(aux, on)
          const [average, mask] = clipProbability(A, mean(A, z, [0]))
          const inactive = rsub(A, 1, average)
          const crossEntropy = A.add(scale(A, A.log(average), -rate), scale(A, A.log(inactive), rate - 1))
          const negativeEntropy = rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate)
          return termValue(total(A, shift(A, crossEntropy, negativeEntropy)), (dvalue) => {
            const rates = fill(A, rate, A.shape(average))
            const slope = A.mul(A.div(A.sub(average, rates), A.mul(average, inactive)), mask)
            const perRow = over(A, times(A, slope, dvalue), A.extent(z, [0]))
            return { daux: { [on]: like(A, perRow, z) } }
          })
        },
      }),
  },
  (specify) =>
    <const On extends string = 'code'>(rate: number, on?: On) =>
      specify<On>({ rate, ...present({ on }) }),
)
