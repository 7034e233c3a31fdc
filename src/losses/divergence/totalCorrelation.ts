import { describe, integer, struct } from '../../codec/index.ts'
import { like, logSumExp, meanOf, scale, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { withOptions } from '../core/loss.ts'
import { vectors, widthOf } from '../core/matrix.ts'
import { row, termValue } from '../core/term.ts'

/** Every row beside every other: [N, d] → [N, N, d], told apart along the first axis or along the second. */
const pairs = <T>(A: Tensor<T>, a: T, axis: 0 | 1): T => {
  const [n, d] = [extentAt(A.shape(a), 0), widthOf(A.shape(a))]
  return A.expand(A.reshape(a, axis === 0 ? [n, 1, d] : [1, n, d]), [n, n, d])
}

/** log N(zᵢ; μⱼ, exp sⱼ) entry by entry, [N, N, d], with its slopes. */
const logDensity = <T>(A: Tensor<T>, z: T, m: T, s: T) => {
  const off = A.sub(pairs(A, z, 0), pairs(A, m, 1))
  const scaled = A.mul(off, pairs(A, A.exp(A.neg(s)), 1))
  const square = A.mul(off, scaled)
  const value = scale(A, A.add(square, shift(A, pairs(A, s, 1), Math.log(2 * Math.PI))), -0.5)
  return { value, scaled, slope: () => scale(A, shift(A, square, -1), 0.5) }
}

const totalCorrelationRow = row({
  name: 'totalCorrelation',
  summary: 'How far the entries of a Gaussian code are from independent over the data: disentangled codes.',
  codec: (common) =>
    struct({}, { ...common, rows: describe(integer({ minimum: 1 }), 'how many rows the data set has') }),
  needs: () => ['code', 'mean', 'logVariance'],
  ofCode: 'gaussian',
  remedy: 'end the encoder with a Gaussian code, gaussian(…)',
  run: (A, { aux }, { rows = 1 }) => {
    const at = (name: string) => vectors(A, Named.get(aux, name))
    const [z, m, s] = [at('code'), at('mean'), at('logVariance')]
    const d = widthOf(A.shape(z))
    const n = A.extent(z, [0])
    const { value: each, scaled, slope } = logDensity(A, z, m, s)
    const joint = A.sum(each, [2])
    const together = logSumExp(A, joint, [1])
    const entries = logSumExp(A, each, [1])
    const surplus = scale(A, shift(A, A.log(n), Math.log(rows)), d - 1)
    const average = meanOf(A, A.sub(together, A.sum(entries, [2])))
    return termValue(A.add(average, surplus), (dvalue) => {
      const weights = A.exp(A.sub(joint, like(A, together, joint)))
      const differ = A.sub(like(A, weights, each), A.exp(A.sub(each, like(A, entries, each))))
      const share = A.mul(differ, A.expand(A.div(dvalue, n), A.shape(each)))
      const pulled = A.mul(share, scaled)
      const back = (a: typeof z, axis: 0 | 1) => A.reshape(A.sum(a, [axis]), A.shape(Named.get(aux, 'code')))
      return {
        daux: {
          code: A.neg(back(pulled, 1)),
          mean: back(pulled, 0),
          logVariance: back(A.mul(share, slope()), 0),
        },
      }
    })
  },
})

/**
 * The total correlation of a Gaussian code, the divergence of q(z) from ∏ q(zₖ), estimated in the minibatch (Chen et al.
 * 2018, section 4.1 and appendix C.1). β-TC is `combine(summed(bce), kl, weighted(β − 1, totalCorrelation))`. All rows
 * count alike. The estimate divides by the rows of the minibatch; with `rows`, those of the data set, it is the paper's
 * minibatch-weighted sampling, which divides by both: it is (d − 1)·log rows more and has the same gradient.
 *
 *     L    = Σᵢ (log Σⱼ exp Σₖ ℓᵢⱼₖ − Σₖ log Σⱼ exp ℓᵢⱼₖ) / N + (d − 1)·log N
 *     ℓᵢⱼₖ = log N(zᵢₖ; μⱼₖ, exp sⱼₖ)                    z, μ, s: [N, d]   ℓ: [N, N, d]
 *     dℓ   = dL · (softmaxⱼ Σₖ ℓ − softmaxⱼ ℓ) / N      r = (zᵢ − μⱼ) / exp sⱼ
 *     dz   = −Σⱼ dℓ ⊙ r      dμ = Σᵢ dℓ ⊙ r            ds = ½ Σᵢ dℓ ⊙ (r²·exp sⱼ − 1)
 *
 * Where one row explains each sample much better than all others do, the estimate is far above 0 for any code.
 */
export const totalCorrelation = withOptions<'code' | 'mean' | 'logVariance', { readonly rows: number }>(
  totalCorrelationRow,
)
