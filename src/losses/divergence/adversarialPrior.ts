import * as Named from '../../tensor/named.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import { discriminatorIn, discriminatorLoss, logisticLoss, withoutDiscriminator } from '../core/discriminator.ts'
import { priorSample } from '../core/prior.ts'
import { builtTerm, termValue } from '../core/term.ts'

/**
 * The adversarial term of an adversarial autoencoder (Makhzani et al. 2016, section 2): a discriminator d learns to
 * separate samples p of the prior, the unit Gaussian, from codes z, and the encoder to make codes that d takes for samples.
 * At every step the discriminator is updated first, by its own optimiser, then encoder and decoder against the updated
 * discriminator. Sample weights are not used.
 *
 *     L  = Σₙ log (1 + exp −d(zₙ)) / N             d held fixed        dz = d†(−dL · σ(−d(z)) / N)
 *     M  = Σₙ log (1 + exp −d(pₙ)) / N + Σₙ log (1 + exp d(zₙ)) / N      z held fixed; the loss of d
 *
 * L is the non-saturating form (Goodfellow et al. 2014, section 3). M is not part of the loss; reports name it
 * `discriminator`.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(500), relu, dense(8)),
 *   decoder: pipe(input([8]), dense(500), relu, dense(784), sigmoid),
 *   discriminator: pipe(input([8]), dense(500), relu, dense(1)),
 *   loss: combine(mse, weighted(0.01, adversarialPrior)),
 * })
 */
export const adversarialPrior = defineTerm(
  {
    name: 'adversarialPrior',
    summary: 'Adversarial loss of the code against samples of N(0, I), by a discriminator (adversarial autoencoder).',
    codec: noSettings,
    build: (_settings, { code }) =>
      builtTerm({
        needs: ['code'],
        prior: { kind: 'gaussian' },
        remedy: withoutDiscriminator,
        noise: { prior: priorSample(code) },
        run: (A, input) => {
          const { y: logits, vjp } = discriminatorIn(input).at(Named.get(input.aux, 'code'))
          const { value, derivative } = logisticLoss(A, logits, 'first')
          return termValue(value, (dvalue) => ({ daux: { code: vjp(derivative(dvalue)).dx } }))
        },
        discriminatorLoss: (A, input) => {
          const [first, second] = [Named.get(input.noise, 'prior'), Named.get(input.aux, 'code')]
          return discriminatorLoss(A, input, { first, second, weight: 1 })
        },
      }),
  },
  (specify) => specify<'code' | 'discriminator'>(),
)
