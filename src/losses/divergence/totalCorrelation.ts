import { describe, integer, struct } from '../../codec/index.ts'
import { like, logSumExp, meanOf, scale, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { flattenRows, widthOf } from '../core/flattenRows.ts'
import { builtTerm, termValue } from '../core/term.ts'

/** Repeats rows for all pairs, [N, d] → [N, N, d]: row i at [i, :] for axis 0, row j at [:, j] for axis 1. */
const pairs = <T>(A: Tensor<T>, a: T, axis: 0 | 1): T => {
  const [n, d] = [extentAt(A.shape(a), 0), widthOf(A.shape(a))]
  return A.expand(A.reshape(a, axis === 0 ? [n, 1, d] : [1, n, d]), [n, n, d])
}

/** log N(zᵢ; μⱼ, exp sⱼ) entry by entry, [N, N, d], with its derivatives. */
const logDensity = <T>(A: Tensor<T>, z: T, m: T, s: T) => {
  const difference = A.sub(pairs(A, z, 0), pairs(A, m, 1))
  const scaled = A.mul(difference, pairs(A, A.exp(A.neg(s)), 1))
  const square = A.mul(difference, scaled)
  const value = scale(A, A.add(square, shift(A, pairs(A, s, 1), Math.log(2 * Math.PI))), -0.5)
  return { value, scaled, dlogVariance: () => scale(A, shift(A, square, -1), 0.5) }
}

/**
 * The total correlation of a Gaussian code, the divergence of q(z) from ∏ q(zₖ), estimated in the minibatch (Chen et al.
 * 2018, section 4.1 and appendix C.1). β-TC is `combine(summed(bce), kl, weighted(β − 1, totalCorrelation))`. Sample
 * weights are not used. The estimate divides by the rows of the minibatch. With `rows`, the size of the data set, it is
 * the minibatch-weighted sampling of the paper, which divides by both: larger by (d − 1)·log rows, same gradient.
 *
 *     L    = Σᵢ (log Σⱼ exp Σₖ ℓᵢⱼₖ − Σₖ log Σⱼ exp ℓᵢⱼₖ) / N + (d − 1)·log N
 *     ℓᵢⱼₖ = log N(zᵢₖ; μⱼₖ, exp sⱼₖ)                    z, μ, s: [N, d]   ℓ: [N, N, d]
 *     dℓ   = dL · (softmaxⱼ Σₖ ℓ − softmaxⱼ ℓ) / N      r = (zᵢ − μⱼ) / exp sⱼ
 *     dz   = −Σⱼ dℓ ⊙ r      dμ = Σᵢ dℓ ⊙ r            ds = ½ Σᵢ dℓ ⊙ (r²·exp sⱼ − 1)
 *
 * If the posteriors of the rows hardly overlap, the estimate is far above 0 for any code.
 */
export const totalCorrelation = defineTerm(
  {
    name: 'totalCorrelation',
    summary: 'Total correlation of a Gaussian code (β-TCVAE), estimated in the minibatch.',
    codec: (common) =>
      struct({}, { ...common, rows: describe(integer({ minimum: 1 }), 'the number of rows of the data set') }),
    build: ({ rows = 1 }) =>
      builtTerm({
        needs: ['code', 'mean', 'logVariance'],
        ofCode: 'gaussian',
        remedy: 'end the encoder with a Gaussian code, gaussian(…)',
        run: (A, { aux }) => {
          const at = (name: string) => flattenRows(A, Named.get(aux, name))
          const [z, m, s] = [at('code'), at('mean'), at('logVariance')]
          const d = widthOf(A.shape(z))
          const n = A.extent(z, [0])
          const { value: each, scaled, dlogVariance } = logDensity(A, z, m, s)
          const joint = A.sum(each, [2])
          const logJoint = logSumExp(A, joint, [1])
          const logMarginals = logSumExp(A, each, [1])
          const offset = scale(A, shift(A, A.log(n), Math.log(rows)), d - 1)
          const average = meanOf(A, A.sub(logJoint, A.sum(logMarginals, [2])))
          return termValue(A.add(average, offset), (dvalue) => {
            const weights = A.exp(A.sub(joint, like(A, logJoint, joint)))
            const difference = A.sub(like(A, weights, each), A.exp(A.sub(each, like(A, logMarginals, each))))
            const share = A.mul(difference, A.expand(A.div(dvalue, n), A.shape(each)))
            const dz = A.mul(share, scaled)
            const sumPairs = (a: typeof z, axis: 0 | 1) => A.reshape(A.sum(a, [axis]), A.shape(Named.get(aux, 'code')))
            return {
              daux: {
                code: A.neg(sumPairs(dz, 1)),
                mean: sumPairs(dz, 0),
                logVariance: sumPairs(A.mul(share, dlogVariance()), 0),
              },
            }
          })
        },
      }),
  },
  withOptions<'code' | 'mean' | 'logVariance'>(),
)
