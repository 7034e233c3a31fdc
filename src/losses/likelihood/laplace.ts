import { rsub, scale, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { pairOf, partAt } from '../core/parameters.ts'
import { onlyReduction } from '../core/reconstruction.ts'
import { softBound } from '../core/softBound.ts'

const error = <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
  const [location, o] = pairOf(A, output)
  const s = softBound(A, o)
  const difference = A.sub(location, t)
  const rate = A.exp(A.neg(s.value))
  const distance = A.mul(A.abs(difference), rate)
  return {
    value: shift(A, A.add(s.value, distance), Math.LN2),
    derivatives: () => [A.mul(A.sign(difference), rate), A.mul(rsub(A, 1, distance), s.derivative())],
  }
}

/**
 * The negative log-density of a Laplace distribution with a location and a log-scale of its own for each entry: output
 * [N, …input, 2] of μ and s = log b. Its location is the median, which a few entries far off move little. The derivative
 * in μ is 0 where μ = t. Log-scales beyond ±20 are held within soft bounds.
 *
 *     e  = log 2 + s + |t − μ|·exp(−s)      s = b(o)      mean = μ
 *     dμ = sign(μ − t)·exp(−s)              do = (1 − |t − μ|·exp(−s)) · b′(o)
 */
export const laplace = defineTerm(
  likelihoodTerm({
    name: 'laplace',
    summary:
      'Negative Laplace log-likelihood: absolute errors with a learned scale; the decoder gives both parameters.',
    codec: onlyReduction,
    likelihood: (_, sizes) => ({
      ...entrywise(sizes, { count: 2, error }),
      targets: 'real',
      mean: (A, output) => partAt(A, output, 0),
      sample: {
        noise: { uniform: uniformNoise(sizes.input) },
        run: (A, output, noise) => {
          const [location, o] = pairOf(A, output)
          const centred = shift(A, Named.get(noise, 'uniform'), -0.5)
          const size = A.neg(A.log(rsub(A, 1, scale(A, A.abs(centred), 2))))
          return A.add(location, A.mul(A.mul(A.sign(centred), size), A.exp(softBound(A, o).value)))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
