import { fill, shift } from '../../tensor/derived.ts'
import { logGamma, logRising, risingSlope } from '../../tensor/logGamma.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The errors of counts under a negative binomial distribution, with their derivatives in log μ and log θ. */
export interface CountErrors<T> {
  readonly value: T
  /** The error that a count of 0 would have, θ·log(1 + μ/θ), and its derivatives. */
  readonly atZero: T
  readonly derivatives: () => readonly [da: T, ds: T]
}

/**
 * −log NB(t | μ, θ) with a = log μ and s = log θ. Differences of log Γ are taken as one, so that a large θ, where the
 * distribution is nearly Poisson, costs no digits.
 *
 *     e  = −(log Γ(t + θ) − log Γ(θ)) + log Γ(t + 1) + θ·softplus(a − s) + t·softplus(s − a)
 *     da = θσ(a − s) − tσ(s − a)
 *     ds = −θ(ψ(t + θ) − ψ(θ)) + θ·softplus(a − s) − da
 */
export const countErrors = <T>(A: Tensor<T>, t: T, a: T, s: T): CountErrors<T> => {
  const theta = A.exp(s)
  const difference = A.sub(a, s)
  const atZero = A.mul(theta, A.softplus(difference))
  const gammas = A.sub(logGamma(A, shift(A, t, 1)), logRising(A, theta, t))
  return {
    value: A.add(A.add(gammas, atZero), A.mul(t, A.softplus(A.neg(difference)))),
    atZero,
    derivatives: () => {
      const da = A.sub(A.mul(theta, A.sigmoid(difference)), A.mul(t, A.sigmoid(A.neg(difference))))
      return [da, A.sub(A.sub(atZero, A.mul(theta, risingSlope(A, theta, t))), da)]
    },
  }
}

/** 1 where a count is 0. */
export const isZero = <T>(A: Tensor<T>, t: T): T => {
  const half = fill(A, 0.5, A.shape(t))
  return A.greater(half, t)
}
