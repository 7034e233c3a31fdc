import { scale, shift, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { normalNoise } from '../core/entryNoise.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { pairOf, partAt } from '../core/parameters.ts'
import { onlyReduction } from '../core/reconstruction.ts'
import { softBound } from '../core/softBound.ts'

const error = <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
  const [mean, o] = pairOf(A, output)
  const s = softBound(A, o)
  const difference = A.sub(mean, t)
  const precision = A.exp(A.neg(s.value))
  const squared = A.mul(square(A, difference), precision)
  return {
    value: scale(A, shift(A, A.add(s.value, squared), Math.log(2 * Math.PI)), 0.5),
    derivatives: () => [
      A.mul(difference, precision),
      A.mul(scale(A, shift(A, A.neg(squared), 1), 0.5), s.derivative()),
    ],
  }
}

/**
 * The negative log-density of a normal distribution with a mean and a log-variance of its own for each entry (Kingma and
 * Welling 2014, appendix C.2): output [N, …input, 2] of μ and s = log σ². For a variance per feature rather than per
 * entry, end the decoder with `appendLearned`. Logarithms beyond ±20 are held within soft bounds b.
 *
 *     e  = ½ (log 2π + s + (t − μ)²·exp(−s))        s = b(o)      mean = μ
 *     dμ = (μ − t)·exp(−s)                          do = ½ (1 − (t − μ)²·exp(−s)) · b′(o)
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([8]), dense(16), tanh, dense(2)),
 *   decoder: pipe(input([2]), dense(16), tanh, dense(16), reshape([8, 2])),
 *   loss: gaussianLikelihood,
 * })
 */
export const gaussianLikelihood = defineTerm(
  likelihoodTerm({
    name: 'gaussianLikelihood',
    summary: 'Negative Gaussian log-likelihood with a learned variance: the decoder gives a mean and a log-variance.',
    codec: onlyReduction,
    likelihood: (_, sizes) => ({
      ...entrywise(sizes, { count: 2, error }),
      targets: 'real',
      mean: (A, output) => partAt(A, output, 0),
      sample: {
        noise: { normal: normalNoise(sizes.input) },
        run: (A, output, noise) => {
          const [mean, o] = pairOf(A, output)
          return A.add(mean, A.mul(A.exp(scale(A, softBound(A, o).value, 0.5)), Named.get(noise, 'normal')))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
