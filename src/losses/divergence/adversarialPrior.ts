import { struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { discriminatorLoss, discriminatorOf, logisticLoss, withoutDiscriminator } from '../core/adversary.ts'
import { loss } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const adversarialPriorRow = row({
  name: 'adversarialPrior',
  summary: 'Codes that a discriminator cannot tell from samples of the unit Gaussian.',
  codec: (common) => struct({}, { ...common }),
  needs: () => ['code'],
  remedy: withoutDiscriminator,
  noise: (_settings, { code }) => ({
    prior: { shape: code, per: 'row', distribution: { kind: 'normal' }, neutral: 0, isSample: true },
  }),
  run: (A, input) => {
    const judged = discriminatorOf(input)(Named.get(input.aux, 'code'))
    const { value, slope } = logisticLoss(A, judged.logits, 'first')
    return termValue(value, (dvalue) => ({ daux: { code: judged.pullback(slope(dvalue)).dcode } }))
  },
  discriminatorLoss: (A, input) => {
    const [first, second] = [Named.get(input.noise, 'prior'), Named.get(input.aux, 'code')]
    return discriminatorLoss(A, discriminatorOf(input), { first, second, weight: 1 })
  },
})

/**
 * The adversarial term of an adversarial autoencoder (Makhzani et al. 2016, section 2): a discriminator d learns to tell
 * samples p of the unit Gaussian from codes z, and the encoder to make codes that it takes for samples. At every step the
 * discriminator moves first, by an optimiser of its own, then encoder and decoder, against it as it is then. All rows
 * count alike.
 *
 *     L  = Σₙ log (1 + exp −d(zₙ)) / N             d held fixed        dz = d†(−dL · σ(−d(z)) / N)
 *     M  = Σₙ log (1 + exp −d(pₙ)) / N + Σₙ log (1 + exp d(zₙ)) / N      z held fixed; what d learns from
 *
 * L is the form that does not saturate (Goodfellow et al. 2014, section 3); M is no part of the loss, and reported beside
 * it as `discriminator`.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(500), relu, dense(8)),
 *   decoder: pipe(input([8]), dense(500), relu, dense(784), sigmoid),
 *   discriminator: pipe(input([8]), dense(500), relu, dense(1)),
 *   loss: combine(mse, weighted(0.01, adversarialPrior)),
 * })
 */
export const adversarialPrior = Object.assign(loss<'code' | 'discriminator'>({ term: 'adversarialPrior' }), {
  definition: adversarialPriorRow,
})
