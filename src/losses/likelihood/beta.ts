import { rsub } from '../../tensor/derived.ts'
import { logGamma, logRising, risingSlope } from '../../tensor/logGamma.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { pairOf } from '../core/parameters.ts'
import { onlyReduction } from '../core/reconstruction.ts'
import { gammaNoise, sampleLogGamma } from '../core/sampleGamma.ts'
import { softBound } from '../core/softBound.ts'

const error = <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
  const [p, q] = pairOf(A, output)
  const [logAlpha, logBeta] = [softBound(A, p), softBound(A, q)]
  const [alpha, beta] = [A.exp(logAlpha.value), A.exp(logBeta.value)]
  const [logT, logRest] = [A.log(t), A.log(rsub(A, 1, t))]
  const normaliser = A.sub(logGamma(A, beta), logRising(A, alpha, beta))
  const powers = A.add(A.mul(alpha, logT), A.mul(beta, logRest))
  const slope = (own: T, other: T, log: T): T => A.neg(A.mul(own, A.add(risingSlope(A, own, other), log)))
  return {
    value: A.sub(A.add(normaliser, A.add(logT, logRest)), powers),
    derivatives: () => [
      A.mul(slope(alpha, beta, logT), logAlpha.derivative()),
      A.mul(slope(beta, alpha, logRest), logBeta.derivative()),
    ],
  }
}

/**
 * The negative log-density of shares, strictly between 0 and 1, under a beta distribution: output [N, …input, 2] of
 * log α and log β. Logarithms beyond ±20 are held within soft bounds b.
 *
 *     e = log Γ(α) + log Γ(β) − log Γ(α + β) − (α − 1)·log t − (β − 1)·log(1 − t)      mean = α / (α + β)
 *     d log α = −α·(ψ(α + β) − ψ(α) + log t)      d log β = −β·(ψ(α + β) − ψ(β) + log(1 − t))
 */
export const beta = defineTerm(
  likelihoodTerm({
    name: 'beta',
    summary: 'Negative beta log-likelihood of shares between 0 and 1: the decoder gives log α and log β.',
    codec: onlyReduction,
    likelihood: (_, sizes) => ({
      ...entrywise(sizes, { count: 2, error }),
      targets: 'openUnit',
      neutral: 0.5,
      mean: (A, output) => {
        const [p, q] = pairOf(A, output)
        return A.sigmoid(A.sub(softBound(A, p).value, softBound(A, q).value))
      },
      sample: {
        noise: { ...gammaNoise(sizes.input, 'alpha'), ...gammaNoise(sizes.input, 'beta') },
        run: (A, output, noise) => {
          const [p, q] = pairOf(A, output)
          const variate = (o: typeof p, scope: string) => sampleLogGamma(A, A.exp(softBound(A, o).value), noise, scope)
          return A.sigmoid(A.sub(variate(p, 'alpha'), variate(q, 'beta')))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
