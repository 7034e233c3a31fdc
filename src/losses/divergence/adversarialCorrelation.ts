import { equal, fill, like, meanOf, over } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import { discriminatorIn, discriminatorLoss, withoutDiscriminator } from '../core/discriminator.ts'
import { flattenRows, widthOf } from '../core/flattenRows.ts'
import { builtTerm, termValue } from '../core/term.ts'

/** Greater than every uniform number. */
const aboveUniform = 2

/** The minimum along an axis. */
const minAlong = <T>(A: Tensor<T>, a: T, axis: number): T => A.neg(A.max(A.neg(a), [axis]))

/**
 * Permutes each entry of the codes independently over the rows: [N, d] → [N, d]. For each entry, uniform numbers u: [N, d]
 * order the rows in a circle, and each row takes the entry of the next one.
 *
 *     z̃ₙⱼ = zₘⱼ with uₘⱼ the smallest above uₙⱼ, or the smallest of all; the mean over ties
 */
export const permuteEntries = <T>(A: Tensor<T>, z: T, u: T): T => {
  const [n, d] = [extentAt(A.shape(z), 0), widthOf(A.shape(z))]
  const own = A.expand(A.reshape(u, [n, 1, d]), [n, n, d])
  const others = A.expand(A.reshape(u, [1, n, d]), [n, n, d])
  const above = A.greater(others, own)
  const next = minAlong(A, A.where(above, others, fill(A, aboveUniform, A.shape(others))), 1)
  const chosenU = A.where(A.max(above, [1]), next, minAlong(A, others, 1))
  const chosen = equal(A, others, like(A, chosenU, others))
  const values = A.mul(chosen, A.expand(A.reshape(z, [1, n, d]), [n, n, d]))
  return A.reshape(over(A, A.sum(values, [1]), A.sum(chosen, [1])), [n, d])
}

/**
 * The total correlation of the code by the density ratio that a discriminator d learns (Kim and Mnih 2018, section 3 and
 * algorithm 2): d is the log-odds that a code is one of the encoder, z, rather than one with each entry permuted
 * independently over the rows of the minibatch, z̃. FactorVAE is `combine(summed(bce), kl, weighted(γ, adversarialCorrelation))`.
 * At every step the discriminator is updated first, by its own optimiser. Sample weights are not used.
 *
 *     L  = Σₙ d(zₙ) / N                         d held fixed           dz = d†(dL / N)
 *     M  = ½ Σₙ (log (1 + exp −d(zₙ)) + log (1 + exp d(z̃ₙ))) / N      z held fixed; the loss of d
 *
 * M is not part of the loss; reports name it `discriminator`. The paper permutes a second minibatch, this term the same
 * one. L is an estimate and may be negative.
 */
export const adversarialCorrelation = defineTerm(
  {
    name: 'adversarialCorrelation',
    summary: 'Total correlation of the code by the density ratio of a discriminator (FactorVAE).',
    codec: noSettings,
    build: (_settings, { code }) =>
      builtTerm({
        needs: ['code'],
        remedy: withoutDiscriminator,
        noise: {
          order: { shape: code, per: 'row', distribution: { kind: 'uniform' }, neutral: 0, isSample: true },
        },
        run: (A, input) => {
          const { y: logits, vjp } = discriminatorIn(input).at(Named.get(input.aux, 'code'))
          return termValue(meanOf(A, logits), (dvalue) => {
            const share = like(A, A.div(dvalue, A.extent(logits, [0])), logits)
            return { daux: { code: vjp(share).dx } }
          })
        },
        discriminatorLoss: (A, input) => {
          const first = Named.get(input.aux, 'code')
          const permuted = permuteEntries(A, flattenRows(A, first), flattenRows(A, Named.get(input.noise, 'order')))
          return discriminatorLoss(A, input, { first, second: A.reshape(permuted, A.shape(first)), weight: 0.5 })
        },
      }),
  },
  (specify) => specify<'code' | 'discriminator'>(),
)
