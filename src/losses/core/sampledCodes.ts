import { repeatRows, rowExpand, rowSum, scale, square, sumRepeated } from '../../tensor/derived.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** Samples of a Gaussian code, k for each row, one row after the other. */
export interface SampledCodes<T> {
  /** [k·N, …code] */
  readonly codes: T
  /** The log-ratio log q(z | x) − log p(z) of encoder and prior at each sample, [k·N]. */
  readonly logRatio: T
  /** From cotangents of both to those of mean and logVariance. */
  readonly pullback: (dcodes: T, dlogRatio: T) => { readonly mean: T; readonly logVariance: T }
}

/**
 * Codes z = μ + exp(s/2) ⊙ ε for k samples of noise ε: [N, k, …code], with their log-ratios under the encoder and the
 * unit Gaussian prior. The terms ½ log 2π of both cancel.
 *
 *     δ  = ½ Σⱼ (z² − ε² − s)          dz as given, plus dδ ⊙ z
 *     dμ = Σᵢ dz                       ds = ½ Σᵢ (dz ⊙ exp(s/2) ⊙ ε − dδ)
 */
export const sampleCodes = <T>(
  A: Tensor<T>,
  {
    mean,
    logVariance,
    noise,
    count,
  }: { readonly mean: T; readonly logVariance: T; readonly noise: T; readonly count: number },
): SampledCodes<T> => {
  const n = extentAt(A.shape(mean), 0)
  const s = repeatRows(A, logVariance, count)
  const shape = A.shape(s)
  const e = A.reshape(noise, shape)
  const deviation = A.mul(A.exp(scale(A, s, 0.5)), e)
  const codes = A.add(repeatRows(A, mean, count), deviation)
  return {
    codes,
    logRatio: scale(A, rowSum(A, A.sub(A.sub(square(A, codes), square(A, e)), s)), 0.5),
    pullback: (dcodes, dlogRatio) => {
      const d = rowExpand(A, dlogRatio, shape)
      const dz = A.add(dcodes, A.mul(d, codes))
      const ds = scale(A, A.sub(A.mul(dz, deviation), d), 0.5)
      return { mean: sumRepeated(A, dz, n, count), logVariance: sumRepeated(A, ds, n, count) }
    },
  }
}
