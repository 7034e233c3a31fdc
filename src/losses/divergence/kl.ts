import { describe, number, struct } from '../../codec/index.ts'
import { fill, like, mean, scale, shift, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { withOptions } from '../core/loss.ts'
import { row, termValue } from '../core/term.ts'

const options = {
  capacity: describe(number({ minimum: 0 }), 'how many nats the code is drawn to, rather than to none'),
  freeBits: describe(number({ minimum: 0 }), 'how many nats every entry of the code has for nothing'),
}
export interface KlOptions {
  readonly capacity?: number
  readonly freeBits?: number
}

/** The divergence of every entry, [N, …]. */
const divergence = <T>(A: Tensor<T>, mean: T, logVariance: T): T => {
  const surplus = A.sub(shift(A, A.exp(logVariance), -1), logVariance)
  return scale(A, A.add(square(A, mean), surplus), 0.5)
}

/** max(k, λ), with 1 where k counts. */
const freeBitsClamp = <T>(A: Tensor<T>, k: T, free: number): readonly [value: T, slope: T] => {
  const floor = fill(A, free, A.shape(k))
  return [A.maximum(k, floor), A.greater(k, floor)]
}

/** |L − C|, with its slope. */
const capacityGap = <T>(A: Tensor<T>, value: T, capacity: number): readonly [value: T, slope: T] => {
  const off = shift(A, value, -capacity)
  return [A.abs(off), A.sign(off)]
}

const klRow = row({
  name: 'kl',
  summary: 'How far the distribution of a Gaussian code is from the unit Gaussian, in nats.',
  codec: (common) => struct({}, { ...common, ...options }),
  needs: () => ['mean', 'logVariance'],
  remedy: 'end the encoder with a Gaussian code, gaussian(…)',
  run: (A, { aux }, { capacity, freeBits }) => {
    const [m, s] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
    const n = A.extent(m, [0])
    const average = mean(A, divergence(A, m, s), [0])
    const [counted, slope] = freeBits === undefined ? [average, undefined] : freeBitsClamp(A, average, freeBits)
    const sum = total(A, counted)
    const [value, direction] = capacity === undefined ? [sum, undefined] : capacityGap(A, sum, capacity)
    return termValue(value, (dvalue) => {
      const d = A.div(direction === undefined ? dvalue : A.mul(dvalue, direction), n)
      const share = like(A, slope === undefined ? d : times(A, slope, d), m)
      const surplus = shift(A, A.exp(s), -1)
      return { daux: { mean: A.mul(share, m), logVariance: scale(A, A.mul(share, surplus), 0.5) } }
    })
  },
})

/**
 * The divergence of a Gaussian code from the unit Gaussian in closed form (Kingma and Welling 2014, appendix B): a sum
 * over the entries, a mean over the rows. β (Higgins et al. 2017) is a weight, `weighted(4, kl)`; beside it stand
 * reconstruction terms that are sums too, `summed(bce)`.
 *
 *     k  = ½ (μ² + exp s − s − 1)      μ = mean, s = logVariance      all [N, …]
 *     L  = Σⱼ k̄ⱼ                       k̄ⱼ = Σₙ kₙⱼ / N
 *     dμ = dL · μ / N                  ds = dL · ½ (exp s − 1) / N
 *
 * With `freeBits` λ every entry pays for no less than λ nats, L = Σⱼ max(k̄ⱼ, λ), and is not pressed below (Kingma et
 * al. 2016, equation 15): dμ and ds are 0 where k̄ⱼ ≤ λ. With `capacity` C the whole is
 * drawn to C nats rather than to 0, |L − C| (Burgess et al. 2018, equation 8): dL · sign(L − C) in place of dL.
 *
 * @example
 * const elbo = combine(summed(bceWithLogits), kl)
 * const free = combine(summed(mse), kl({ freeBits: 0.25 }))
 */
export const kl = withOptions<'mean' | 'logVariance', KlOptions>(klRow)
