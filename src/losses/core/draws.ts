import { repeatRows, rowExpand, rowSum, scale, square, sumRepeated } from '../../tensor/derived.ts'

import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** Codes that were drawn from a Gaussian one, k for each row, one row's after the other's. */
export interface Draws<T> {
  /** [k·N, …code] */
  readonly codes: T
  /** log q(z | x) − log p(z) of every one, [k·N]: how much more the encoder expects it than the prior does. */
  readonly surplus: T
  /** From cotangents of both to those of the mean and of the logarithm of the variance. */
  readonly pullback: (dcodes: T, dsurplus: T) => { readonly mean: T; readonly logVariance: T }
}

/**
 * Codes z = μ + exp(s/2) ⊙ ε for k draws of noise ε: [N, k, …code], and how likely they are under the encoder and under
 * the unit Gaussian. The terms ½ log 2π of both cancel.
 *
 *     δ  = ½ Σⱼ (z² − ε² − s)          dz as given, plus dδ ⊙ z
 *     dμ = Σᵢ dz                       ds = ½ Σᵢ (dz ⊙ exp(s/2) ⊙ ε − dδ)
 */
export const drawCodes = <T>(
  A: Tensor<T>,
  {
    mean,
    logVariance,
    noise,
    count,
  }: { readonly mean: T; readonly logVariance: T; readonly noise: T; readonly count: number },
): Draws<T> => {
  const n = extentAt(A.shape(mean), 0)
  const s = repeatRows(A, logVariance, count)
  const shape = A.shape(s)
  const e = A.reshape(noise, shape)
  const spread = A.mul(A.exp(scale(A, s, 0.5)), e)
  const codes = A.add(repeatRows(A, mean, count), spread)
  return {
    codes,
    surplus: scale(A, rowSum(A, A.sub(A.sub(square(A, codes), square(A, e)), s)), 0.5),
    pullback: (dcodes, dsurplus) => {
      const d = rowExpand(A, dsurplus, shape)
      const dz = A.add(dcodes, A.mul(d, codes))
      const ds = scale(A, A.sub(A.mul(dz, spread), d), 0.5)
      return { mean: sumRepeated(A, dz, n, count), logVariance: sumRepeated(A, ds, n, count) }
    },
  }
}
