import { describe, number, struct } from '../../codec/index.ts'
import { like, log1p, rsub, scalar, scale, shift, square } from '../../tensor/derived.ts'
import { logRising } from '../../tensor/logGamma.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { pairOf, partAt } from '../core/parameters.ts'
import { reduction } from '../core/reconstruction.ts'
import { softBound } from '../core/softBound.ts'

/** As Lange et al. (1989) recommend where nothing is known of the tails. */
const defaultDegrees = 4

const degrees = describe(
  number({ exclusiveMinimum: 0, maximum: 1e6 }),
  'the degrees of freedom ν: few for heavy tails, many for nearly normal ones; 4 by default',
)

/** ½ log νπ − (log Γ(ν/2 + ½) − log Γ(ν/2)). */
const normaliser = <T>(A: Tensor<T>, nu: number, shaped: T): T => {
  const gammas = logRising(A, scalar(A, nu / 2), scalar(A, 0.5))
  return like(A, rsub(A, 0.5 * Math.log(nu * Math.PI), gammas), shaped)
}

const errorWith =
  (nu: number) =>
  <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
    const [location, o] = pairOf(A, output)
    const s = softBound(A, o)
    const inverse = A.exp(A.neg(s.value))
    const z = A.mul(A.sub(location, t), inverse)
    const ratio = scale(A, square(A, z), 1 / nu)
    const tails = scale(A, log1p(A, ratio), (nu + 1) / 2)
    return {
      value: A.add(A.add(normaliser(A, nu, t), s.value), tails),
      derivatives: () => {
        const pull = A.div(scale(A, z, (nu + 1) / nu), shift(A, ratio, 1))
        return [A.mul(pull, inverse), A.mul(rsub(A, 1, A.mul(pull, z)), s.derivative())]
      },
    }
  }

/**
 * The negative log-density of Student's t with ν degrees of freedom, a location and a log-scale of its own for each
 * entry (Lange et al. 1989): output [N, …input, 2] of μ and s = log σ. The influence of an entry falls with its
 * distance, so that outliers hardly count. Log-scales beyond ±20 are held within soft bounds.
 *
 *     e  = log Γ(ν/2) − log Γ((ν + 1)/2) + ½ log νπ + s + (ν + 1)/2 · log(1 + z²/ν)      z = (μ − t)·exp(−s)
 *     dμ = p·exp(−s)      do = (1 − p·z) · b′(o)      p = (ν + 1)z / (ν + z²)      s = b(o)      mean = μ
 */
export const studentT = defineTerm(
  likelihoodTerm({
    name: 'studentT',
    summary: 'Negative Student-t log-likelihood: robust to outliers; the decoder gives a location and a log-scale.',
    codec: (common) => struct({}, { ...common, reduction, degrees }),
    likelihood: ({ degrees: nu = defaultDegrees }, sizes) => ({
      ...entrywise(sizes, { count: 2, error: errorWith(nu) }),
      targets: 'real',
      mean: (A, output) => partAt(A, output, 0),
      // Bailey 1994: the polar form of the normal distribution, for t.
      sample: {
        noise: { radius: uniformNoise(sizes.input), angle: uniformNoise(sizes.input) },
        run: (A, output, noise) => {
          const [location, o] = pairOf(A, output)
          const power = A.exp(scale(A, A.log(Named.get(noise, 'radius')), -2 / nu))
          const radius = A.sqrt(scale(A, shift(A, power, -1), nu))
          const z = A.mul(radius, A.cos(scale(A, Named.get(noise, 'angle'), 2 * Math.PI)))
          return A.add(location, A.mul(z, A.exp(softBound(A, o).value)))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
