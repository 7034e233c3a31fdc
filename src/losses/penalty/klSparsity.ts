import { number, struct } from '../../codec/index.ts'
import { fill, rsub, like, mean, over, scale, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { onAux } from '../core/activity.ts'
import { inside } from '../reconstruction/bce.ts'
import { loss } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const klSparsityRow = row({
  name: 'klSparsity',
  summary: 'How far the mean activation of each unit is from a target rate: units that are seldom on.',
  codec: (common) => struct({ rate: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) }, { ...common, ...onAux }),
  domain: 'unit',
  needs: ({ on = 'code' }) => [on],
  run: (A, { aux }, { rate, on = 'code' }) => {
    const z = Named.get(aux, on)
    const [average, mask] = inside(A, mean(A, z, [0]))
    const miss = rsub(A, 1, average)
    const cross = A.add(scale(A, A.log(average), -rate), scale(A, A.log(miss), rate - 1))
    const entropy = rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate)
    return termValue(total(A, shift(A, cross, entropy)), (dvalue) => {
      const rates = fill(A, rate, A.shape(average))
      const slope = A.mul(A.div(A.sub(average, rates), A.mul(average, miss)), mask)
      const perRow = over(A, times(A, slope, dvalue), A.extent(z, [0]))
      return { daux: { [on]: like(A, perRow, z) } }
    })
  },
})

/**
 * The sparsity penalty of a sigmoid code (Ng 2011, CS294A notes, section 3): the divergence of a Bernoulli
 * variable of rate ρ from one of the mean activation ρ̂ⱼ, which is kept within 10⁻⁷ of 0 and 1.
 *
 *     L = Σⱼ ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ))      ρ̂ⱼ = Σₙ zₙⱼ / N
 *     dz = dL · (ρ̂ − ρ) / (ρ̂(1 − ρ̂)) / N
 */
export const klSparsity = Object.assign(
  <const On extends string = 'code'>(rate: number, on?: On) =>
    loss<On>({ term: 'klSparsity', rate, ...(on === undefined ? {} : { on }) }),
  { definition: klSparsityRow },
)
