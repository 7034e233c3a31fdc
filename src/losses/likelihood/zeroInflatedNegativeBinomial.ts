import { struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { EntryErrors } from '../core/likelihood.ts'
import { likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { countErrors, isZero } from '../core/negativeBinomialErrors.ts'
import { joinParts, partAt, withParameters } from '../core/parameters.ts'
import { library, logRates, rowOf } from '../core/rates.ts'
import { reduction } from '../core/reconstruction.ts'
import { gammaPoissonNoise, sampleGammaPoisson } from '../core/samplePoisson.ts'
import { softBound } from '../core/softBound.ts'
import type { Compared, Given } from '../core/term.ts'

const errors = <T>(A: Tensor<T>, compared: Compared<T>, byTotal: boolean): EntryErrors<T> => {
  const { target: t, output } = compared
  const a = logRates(A, partAt(A, output, 0), rowOf(compared), byTotal)
  const s = softBound(A, partAt(A, output, 1))
  const logit = partAt(A, output, 2)
  const counts = countErrors(A, t, a.value, s.value)
  const zero = isZero(A, t)
  const excess = A.add(logit, counts.atZero)
  return {
    value: A.sub(A.add(counts.value, A.softplus(logit)), A.mul(zero, A.softplus(excess))),
    pullback: (d) => {
      const byDropout = A.mul(zero, A.sigmoid(excess))
      const byCounts = A.sub(d, A.mul(d, byDropout))
      const [da, ds] = counts.derivatives()
      return joinParts(A, [
        a.pullback(A.mul(byCounts, da)),
        A.mul(A.mul(byCounts, ds), s.derivative()),
        A.mul(d, A.sub(A.sigmoid(logit), byDropout)),
      ])
    },
  }
}

/** The mean, the dispersion and the probability of a dropout. */
const parametersOf = <T>(A: Tensor<T>, output: T, given: Given<T> | undefined, byTotal: boolean) => ({
  mean: A.exp(logRates(A, partAt(A, output, 0), given, byTotal).value),
  theta: A.exp(softBound(A, partAt(A, output, 1)).value),
  dropout: A.sigmoid(partAt(A, output, 2)),
})

/**
 * The negative log-probability of counts that are negative binomial, but 0 with a further probability π, that of a
 * dropout (Lopez et al. 2018): output [N, …input, 3] of a log-mean, a log-dispersion log θ, and the logit l of π. With
 * `library: true` the means are shares of the total of the row. What the model reconstructs is (1 − π)·μ.
 *
 *     e = softplus(l) + n(t) − [t = 0]·softplus(l + n(0))      n = −log NB, as of negativeBinomial      π = σ(l)
 *     dn(t) = 1 − [t = 0]·σ(l + n(0))      dl = σ(l) − [t = 0]·σ(l + n(0))
 */
export const zeroInflatedNegativeBinomial = defineTerm(
  likelihoodTerm({
    name: 'zeroInflatedNegativeBinomial',
    summary:
      'Zero-inflated negative binomial log-likelihood (ZINB) of counts, negated: the decoder gives log-means, log-dispersions and the logits of dropouts.',
    codec: (common) => struct({}, { ...common, reduction, library }),
    likelihood: ({ library: byTotal = false }, { input }) => ({
      outputSizes: withParameters(input, 3),
      targets: 'count',
      errors: (A, compared) => errors(A, compared, byTotal),
      mean: (A, output, given) => {
        const { mean, dropout } = parametersOf(A, output, given, byTotal)
        return A.sub(mean, A.mul(mean, dropout))
      },
      sample: {
        noise: { ...gammaPoissonNoise(input), dropout: uniformNoise(input) },
        run: (A, output, noise, given) => {
          const { mean, theta, dropout } = parametersOf(A, output, given, byTotal)
          return A.mul(sampleGammaPoisson(A, mean, theta, noise), A.greater(Named.get(noise, 'dropout'), dropout))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<3>>(),
)
