import { choice, describe, number, struct } from '../../codec/index.ts'
import { like, mean, over, scale, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineTerm } from '../core/define.ts'
import { flattenRows, widthOf } from '../core/flattenRows.ts'
import { diagonalMatrix, identityMatrix } from '../core/identityMatrix.ts'
import type { Loss } from '../core/loss.ts'
import { builtTerm, termValue } from '../core/term.ts'

type Variant = 'I' | 'II'

/** The weight of the diagonal relative to the rest, as in the experiments of the paper. */
const defaultDiagonal: Readonly<Record<Variant, number>> = { I: 10, II: 1 }

/**
 * Disentangled inferred priors (Kumar, Sattigeri and Balakrishnan 2018, equations 6 and 7): the squared distance of
 * the covariance C of a Gaussian code from the identity. In variant I it is that of the means, in II that of the samples, Cov μ + E σ².
 * The weight of the term is the paper's λ_od, `diagonal` is λ_d / λ_od: by default 10 in I and 1 in II, as in the paper.
 * Sample weights are not used.
 *
 *     L  = Σᵢⱼ Kᵢⱼ (C − I)ᵢⱼ²      Kᵢⱼ = 1, Kᵢᵢ = diagonal
 *     C  = (μ − μ̄)ᵀ·(μ − μ̄) / N  (II: + diag Σₙ exp s / N)      μ, s: [N, d]   C, K: [d, d]
 *     D  = 2 dL · K ⊙ (C − I)
 *     dμ = 2 (μ − μ̄)·D / N        (II: ds = diag D ⊙ exp s / N)
 *
 * @example
 * const one = combine(summed(bce), kl, weighted(10, dip('I')))
 */
export const dip = defineTerm(
  {
    name: 'dip',
    summary: 'DIP-VAE: the squared distance of the covariance of a Gaussian code from the identity.',
    codec: (common) =>
      struct(
        { variant: choice('I', 'II') },
        {
          ...common,
          diagonal: describe(number({ minimum: 0 }), 'how much the variances count relative to the covariances'),
        },
      ),
    example: { variant: 'II' },
    build: ({ variant, diagonal = defaultDiagonal[variant] }) =>
      builtTerm({
        needs: variant === 'I' ? ['mean'] : ['mean', 'logVariance'],
        remedy: 'end the encoder with a Gaussian code, gaussian(…)',
        run: (A, { aux }) => {
          const means = Named.get(aux, 'mean')
          const m = flattenRows(A, means)
          const [n, d] = [A.extent(m, [0]), widthOf(A.shape(m))]
          const identity = identityMatrix(A, d)
          const centred = A.sub(m, like(A, mean(A, m, [0]), m))
          const ofMeans = over(A, A.matmul(centred, centred, { a: true }), n)
          const variance = variant === 'I' ? undefined : A.exp(flattenRows(A, Named.get(aux, 'logVariance')))
          const covariance =
            variance === undefined
              ? ofMeans
              : A.add(ofMeans, A.mul(like(A, mean(A, variance, [0]), identity), identity))
          const difference = A.sub(covariance, identity)
          const weighted = A.mul(difference, diagonalMatrix(A, d, diagonal, 1))
          return termValue(total(A, A.mul(weighted, difference)), (dvalue) => {
            const slope = times(A, scale(A, weighted, 2), A.div(dvalue, n))
            const dmean = A.reshape(scale(A, A.matmul(centred, slope), 2), A.shape(means))
            if (variance === undefined) return { daux: { mean: dmean } }
            const dvariance = like(A, A.sum(A.mul(slope, identity), [0]), variance)
            return {
              daux: { mean: dmean, logVariance: A.reshape(A.mul(dvariance, variance), A.shape(means)) },
            }
          })
        },
      }),
  },
  (specify) =>
    <const Which extends Variant>(
      variant: Which,
      options: { readonly diagonal?: number } = {},
    ): Loss<Which extends 'I' ? 'mean' : 'mean' | 'logVariance', never> =>
      specify({ variant, ...options }),
)
