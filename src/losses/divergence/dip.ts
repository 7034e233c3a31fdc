import { choice, describe, number, struct } from '../../codec/index.ts'
import { like, mean, over, scale, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { loss } from '../core/loss.ts'
import { identityMatrix, vectors, widthOf } from '../core/matrix.ts'
import { row, termValue } from '../core/term.ts'

type Variant = 'I' | 'II'

/** How much more the diagonal counts than the rest where the spec does not say, as in the paper's experiments. */
const usual: Readonly<Record<Variant, number>> = { I: 10, II: 1 }

/** 1 beside the diagonal, and on it how much it counts, [d, d]. */
const counts = <T>(A: Tensor<T>, d: number, diagonal: number): T =>
  A.constant(
    Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? diagonal : 1)),
    [d, d],
  )

const dipRow = row({
  name: 'dip',
  summary: 'How far the covariance of a Gaussian code is from the identity: entries that vary apart.',
  codec: (common) =>
    struct(
      { variant: choice('I', 'II') },
      { ...common, diagonal: describe(number({ minimum: 0 }), 'how much the variances count beside the covariances') },
    ),
  needs: ({ variant }) => (variant === 'I' ? ['mean'] : ['mean', 'logVariance']),
  remedy: 'end the encoder with a Gaussian code, gaussian(…)',
  run: (A, { aux }, { variant, diagonal = usual[variant] }) => {
    const means = Named.get(aux, 'mean')
    const m = vectors(A, means)
    const [n, d] = [A.extent(m, [0]), widthOf(A.shape(m))]
    const unit = identityMatrix(A, d)
    const centred = A.sub(m, like(A, mean(A, m, [0]), m))
    const ofMeans = over(A, A.matmul(centred, centred, { a: true }), n)
    const variance = variant === 'I' ? undefined : A.exp(vectors(A, Named.get(aux, 'logVariance')))
    const covariance =
      variance === undefined ? ofMeans : A.add(ofMeans, A.mul(like(A, mean(A, variance, [0]), unit), unit))
    const off = A.sub(covariance, unit)
    const counted = A.mul(off, counts(A, d, diagonal))
    return termValue(total(A, A.mul(counted, off)), (dvalue) => {
      const slope = times(A, scale(A, counted, 2), A.div(dvalue, n))
      const dmean = A.reshape(scale(A, A.matmul(centred, slope), 2), A.shape(means))
      if (variance === undefined) return { daux: { mean: dmean } }
      const own = like(A, A.sum(A.mul(slope, unit), [0]), variance)
      return { daux: { mean: dmean, logVariance: A.reshape(A.mul(own, variance), A.shape(means)) } }
    })
  },
})

/**
 * Disentangled inferred priors (Kumar, Sattigeri and Balakrishnan 2018, equations 6 and 7): the covariance C of a
 * Gaussian code is drawn to the identity. In variant I it is that of the means, in II that of the samples, Cov μ + E σ².
 * The weight of the term is the paper's λ_od, `diagonal` is λ_d / λ_od: by default 10 in I and 1 in II, as in the paper.
 * All rows count alike.
 *
 *     L  = Σᵢⱼ Kᵢⱼ (C − I)ᵢⱼ²      Kᵢⱼ = 1, Kᵢᵢ = diagonal
 *     C  = (μ − μ̄)ᵀ·(μ − μ̄) / N  (II: + diag Σₙ exp s / N)      μ, s: [N, d]   C, K: [d, d]
 *     D  = 2 dL · K ⊙ (C − I)
 *     dμ = 2 (μ − μ̄)·D / N        (II: ds = diag D ⊙ exp s / N)
 *
 * @example
 * const one = combine(summed(bce), kl, weighted(10, dip('I')))
 */
export const dip = Object.assign(
  <const Which extends Variant>(variant: Which, options: { readonly diagonal?: number } = {}) =>
    loss<Which extends 'I' ? 'mean' : 'mean' | 'logVariance'>({ term: 'dip', variant, ...options }),
  { definition: dipRow },
)
