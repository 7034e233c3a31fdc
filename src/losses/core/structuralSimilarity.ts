import { scale, shift, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { WindowSettings } from './slidingWindow.ts'
import { blur } from './slidingWindow.ts'

/** The means and variances of two images in windows around every pixel. */
interface Moments<T> {
  readonly x: T
  readonly y: T
  /** In each window: E x, E y, (E x)² + (E y)², Var x + Var y, and 2 Cov(x, y). */
  readonly meanX: T
  readonly meanY: T
  readonly squares: T
  readonly variances: T
  readonly covariance: T
}

/** A measure of similarity pixel by pixel, [N, C, H′, W′], with its pullback to the second image. */
export interface Comparison<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

/** Luminance l and contrast with structure cs, whose product is the similarity (Wang et al. 2004, equations 6 and 13). */
export interface StructuralSimilarity<T> {
  readonly luminance: Comparison<T>
  readonly structure: Comparison<T>
}

const momentsOf = <T>(A: Tensor<T>, x: T, y: T, mean: (a: T) => T): Moments<T> => {
  const [meanX, meanY] = [mean(x), mean(y)]
  const squares = A.add(square(A, meanX), square(A, meanY))
  const variances = A.sub(A.add(mean(square(A, x)), mean(square(A, y))), squares)
  const covariance = scale(A, A.sub(mean(A.mul(x, y)), A.mul(meanX, meanY)), 2)
  return { x, y, meanX, meanY, squares, variances, covariance }
}

/**
 * The structural similarity of two images in windows around every pixel, with its pullback to y. G is the mean in a
 * window, Gᵀ its adjoint; c₁ = (0.01 range)², c₂ = (0.03 range)².
 *
 *     l  = (2μν + c₁) / (μ² + ν² + c₁)      μ = G x   ν = G y                       [N, C, H, W] → [N, C, H′, W′]
 *     cs = (2σ + c₂) / (s + c₂)             σ = G(x ⊙ y) − μν   s = G(x² + y²) − μ² − ν²
 *     dy = Gᵀ(dl ⊙ 2(μ − l·ν) / (μ² + ν² + c₁))
 *     dy = 2x ⊙ Gᵀ q − 2y ⊙ Gᵀ(q ⊙ cs) + 2Gᵀ(q ⊙ (cs·ν − μ))      q = dcs / (s + c₂)
 */
export const structuralSimilarity = <T>(
  A: Tensor<T>,
  x: T,
  y: T,
  window: Required<WindowSettings>,
): StructuralSimilarity<T> => {
  const { apply, adjoint } = blur(A, A.shape(x), window)
  const { meanX, meanY, squares, variances, covariance } = momentsOf(A, x, y, apply)
  const [c1, c2] = [(0.01 * window.range) ** 2, (0.03 * window.range) ** 2]
  const [luminanceDivisor, structureDivisor] = [shift(A, squares, c1), shift(A, variances, c2)]
  const l = A.div(shift(A, scale(A, A.mul(meanX, meanY), 2), c1), luminanceDivisor)
  const cs = A.div(shift(A, covariance, c2), structureDivisor)
  return {
    luminance: {
      value: l,
      pullback: (dl) => adjoint(scale(A, A.div(A.mul(dl, A.sub(meanX, A.mul(l, meanY))), luminanceDivisor), 2)),
    },
    structure: {
      value: cs,
      pullback: (dcs) => {
        const q = A.div(dcs, structureDivisor)
        const products = A.sub(A.mul(x, adjoint(q)), A.mul(y, adjoint(A.mul(q, cs))))
        return scale(A, A.add(products, adjoint(A.mul(q, A.sub(A.mul(cs, meanY), meanX)))), 2)
      },
    },
  }
}
