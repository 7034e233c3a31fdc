import { struct } from '../../codec/index.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Compared } from '../core/term.ts'
import type { EntryErrors } from '../core/likelihood.ts'
import { likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { countErrors } from '../core/negativeBinomialErrors.ts'
import { joinParts, pairOf, partAt, withParameters } from '../core/parameters.ts'
import { library, logRates, rowOf } from '../core/rates.ts'
import { reduction } from '../core/reconstruction.ts'
import { gammaPoissonNoise, sampleGammaPoisson } from '../core/samplePoisson.ts'
import { softBound } from '../core/softBound.ts'

const errors = <T>(A: Tensor<T>, compared: Compared<T>, byTotal: boolean): EntryErrors<T> => {
  const { target: t, output } = compared
  const [o, dispersion] = pairOf(A, output)
  const a = logRates(A, o, rowOf(compared), byTotal)
  const s = softBound(A, dispersion)
  const { value, derivatives } = countErrors(A, t, a.value, s.value)
  return {
    value,
    pullback: (d) => {
      const [da, ds] = derivatives()
      return joinParts(A, [a.pullback(A.mul(d, da)), A.mul(A.mul(d, ds), s.derivative())])
    },
  }
}

/**
 * The negative log-probability of counts under a negative binomial distribution, a Poisson whose rate varies (Lopez et
 * al. 2018): output [N, …input, 2] of a log-mean and a log-dispersion log θ; the variance is μ + μ²/θ. With
 * `library: true` the means are shares of the total of the row; a code that belongs to no row decodes to shares of 1.
 * For a dispersion per feature rather than per entry, end the decoder with `appendLearned`. Logarithms beyond ±20 are held
 * within soft bounds.
 *
 *     e  = log Γ(θ) − log Γ(t + θ) + log Γ(t + 1) + θ·log(1 + μ/θ) + t·log(1 + θ/μ)
 *     da = θσ(a − s) − tσ(s − a)              a = log μ      s = log θ      mean = μ
 *     ds = θ·(ψ(θ) − ψ(t + θ) + log(1 + μ/θ)) − da
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([2000]), symlog, dense(128), relu, dense(10)),
 *   decoder: pipe(input([10]), dense(128), relu, dense(4000), reshape([2000, 2])),
 *   loss: negativeBinomial({ library: true }),
 * })
 */
export const negativeBinomial = defineTerm(
  likelihoodTerm({
    name: 'negativeBinomial',
    summary: 'Negative binomial log-likelihood of counts, negated: the decoder gives log-means and log-dispersions.',
    codec: (common) => struct({}, { ...common, reduction, library }),
    likelihood: ({ library: byTotal = false }, { input }) => ({
      outputSizes: withParameters(input, 2),
      targets: 'count',
      errors: (A, compared) => errors(A, compared, byTotal),
      mean: (A, output, given) => A.exp(logRates(A, partAt(A, output, 0), given, byTotal).value),
      sample: {
        noise: gammaPoissonNoise(input),
        run: (A, output, noise, given) => {
          const [o, dispersion] = pairOf(A, output)
          const theta = A.exp(softBound(A, dispersion).value)
          return sampleGammaPoisson(A, A.exp(logRates(A, o, given, byTotal).value), theta, noise)
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
