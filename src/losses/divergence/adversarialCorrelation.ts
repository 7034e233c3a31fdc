import { struct } from '../../codec/index.ts'
import { equal, fill, like, meanOf, over } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { discriminatorLoss, discriminatorOf, withoutDiscriminator } from '../core/adversary.ts'
import { loss } from '../core/loss.ts'
import { vectors, widthOf } from '../core/matrix.ts'
import { row, termValue } from '../core/term.ts'

/** More than any uniform number. */
const beyond = 2

/** The least along an axis. */
const least = <T>(A: Tensor<T>, a: T, axis: number): T => A.neg(A.max(A.neg(a), [axis]))

/**
 * Codes with every entry shuffled among the rows by itself: [N, d] → [N, d]. For each entry the rows stand in a circle in
 * the order of uniform numbers u: [N, d], and each takes the entry of the next.
 *
 *     z̃ₙⱼ = zₘⱼ with uₘⱼ the least above uₙⱼ, the least of all for the greatest; the mean of those that are equal
 */
export const shuffled = <T>(A: Tensor<T>, z: T, u: T): T => {
  const [n, d] = [extentAt(A.shape(z), 0), widthOf(A.shape(z))]
  const own = A.expand(A.reshape(u, [n, 1, d]), [n, n, d])
  const others = A.expand(A.reshape(u, [1, n, d]), [n, n, d])
  const above = A.greater(others, own)
  const next = least(A, A.where(above, others, fill(A, beyond, A.shape(others))), 1)
  const taken = A.where(A.max(above, [1]), next, least(A, others, 1))
  const chosen = equal(A, others, like(A, taken, others))
  const values = A.mul(chosen, A.expand(A.reshape(z, [1, n, d]), [n, n, d]))
  return A.reshape(over(A, A.sum(values, [1]), A.sum(chosen, [1])), [n, d])
}

const adversarialCorrelationRow = row({
  name: 'adversarialCorrelation',
  summary: 'How far the entries of a code are from independent, as a discriminator sees it: disentangled codes.',
  codec: (common) => struct({}, { ...common }),
  needs: () => ['code'],
  remedy: withoutDiscriminator,
  noise: (_settings, { code }) => ({
    order: { shape: code, per: 'row', distribution: { kind: 'uniform' }, neutral: 0, isSample: true },
  }),
  run: (A, input) => {
    const judged = discriminatorOf(input)(Named.get(input.aux, 'code'))
    const { logits } = judged
    return termValue(meanOf(A, logits), (dvalue) => {
      const share = like(A, A.div(dvalue, A.extent(logits, [0])), logits)
      return { daux: { code: judged.pullback(share).dcode } }
    })
  },
  discriminatorLoss: (A, input) => {
    const first = Named.get(input.aux, 'code')
    const mixed = shuffled(A, vectors(A, first), vectors(A, Named.get(input.noise, 'order')))
    return discriminatorLoss(A, discriminatorOf(input), {
      first,
      second: A.reshape(mixed, A.shape(first)),
      weight: 0.5,
    })
  },
})

/**
 * The total correlation of the code by the density ratio that a discriminator d learns (Kim and Mnih 2018, section 3 and
 * algorithm 2): d is the logarithm of the odds that a code z is one, rather than one z̃ whose entries were shuffled among
 * the rows of the minibatch, each by itself. FactorVAE is `combine(summed(bce), kl, weighted(γ, adversarialCorrelation))`.
 * At every step the discriminator moves first, by an optimiser of its own. All rows count alike.
 *
 *     L  = Σₙ d(zₙ) / N                         d held fixed           dz = d†(dL / N)
 *     M  = ½ Σₙ (log (1 + exp −d(zₙ)) + log (1 + exp d(z̃ₙ))) / N      z held fixed; what d learns from
 *
 * M is no part of the loss, and reported beside it as `discriminator`. The paper shuffles a second minibatch; here it is the
 * same one. L is an estimate and may be negative.
 */
export const adversarialCorrelation = Object.assign(
  loss<'code' | 'discriminator'>({ term: 'adversarialCorrelation' }),
  { definition: adversarialCorrelationRow },
)
