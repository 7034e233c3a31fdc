import { describe, number, struct } from '../../codec/index.ts'
import { fill, like, mean, scale, shift, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { builtTerm, termValue } from '../core/term.ts'

const options = {
  capacity: describe(number({ minimum: 0 }), 'the target divergence in nats (controlled capacity); 0 by default'),
  freeBits: describe(number({ minimum: 0 }), 'the nats of each entry of the code that are not penalised (free bits)'),
}

/** The divergence of every entry, [N, …]. */
const divergence = <T>(A: Tensor<T>, mean: T, logVariance: T): T => {
  const ofVariance = A.sub(shift(A, A.exp(logVariance), -1), logVariance)
  return scale(A, A.add(square(A, mean), ofVariance), 0.5)
}

/** max(k, λ), with its derivative in k. */
const freeBitsClamp = <T>(A: Tensor<T>, k: T, free: number): readonly [value: T, slope: T] => {
  const floor = fill(A, free, A.shape(k))
  return [A.maximum(k, floor), A.greater(k, floor)]
}

/** |L − C|, with its derivative in L. */
const capacityGap = <T>(A: Tensor<T>, value: T, capacity: number): readonly [value: T, slope: T] => {
  const difference = shift(A, value, -capacity)
  return [A.abs(difference), A.sign(difference)]
}

/**
 * The divergence of a Gaussian code from the unit Gaussian in closed form (Kingma and Welling 2014, appendix B): a sum
 * over the entries, a mean over the rows. β (Higgins et al. 2017) is a weight, `weighted(4, kl)`; combine it with
 * reconstruction terms that are sums too, `summed(bce)`.
 *
 *     k  = ½ (μ² + exp s − s − 1)      μ = mean, s = logVariance      all [N, …]
 *     L  = Σⱼ k̄ⱼ                       k̄ⱼ = Σₙ kₙⱼ / N
 *     dμ = dL · μ / N                  ds = dL · ½ (exp s − 1) / N
 *
 * With `freeBits` λ (Kingma et al. 2016, equation 15), L = Σⱼ max(k̄ⱼ, λ): there is no gradient where k̄ⱼ ≤ λ. With
 * `capacity` C (Burgess et al. 2018, equation 8), the loss is |L − C|: dL · sign(L − C) in place of dL.
 *
 * @example
 * const elbo = combine(summed(bceWithLogits), kl)
 * const free = combine(summed(mse), kl({ freeBits: 0.25 }))
 */
export const kl = defineTerm(
  {
    name: 'kl',
    summary: 'Kullback–Leibler divergence of a Gaussian code from N(0, I), in nats.',
    codec: (common) => struct({}, { ...common, ...options }),
    build: ({ capacity, freeBits }) =>
      builtTerm({
        needs: ['mean', 'logVariance'],
        remedy: 'end the encoder with a Gaussian code, gaussian(…)',
        prior: { kind: 'gaussian' },
        run: (A, { aux }) => {
          const [m, s] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
          const n = A.extent(m, [0])
          const average = mean(A, divergence(A, m, s), [0])
          const [clamped, slope] = freeBits === undefined ? [average, undefined] : freeBitsClamp(A, average, freeBits)
          const sum = total(A, clamped)
          const [value, direction] = capacity === undefined ? [sum, undefined] : capacityGap(A, sum, capacity)
          return termValue(value, (dvalue) => {
            const d = A.div(direction === undefined ? dvalue : A.mul(dvalue, direction), n)
            const share = like(A, slope === undefined ? d : times(A, slope, d), m)
            const ofVariance = shift(A, A.exp(s), -1)
            return { daux: { mean: A.mul(share, m), logVariance: scale(A, A.mul(share, ofVariance), 0.5) } }
          })
        },
      }),
  },
  withOptions<'mean' | 'logVariance'>(),
)
