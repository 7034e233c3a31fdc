import { choice, struct } from '../../codec/index.ts'
import { rsub, scale, shift, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Pointwise, WithoutSettings } from '../core/define.ts'
import { defineLayer, keepsSizes, pointwise, variantOf } from '../core/define.ts'

/**
 *     y = x·Φ(x)      dx = dy · (Φ(x) + x·φ(x))      Φ(x) = ½(1 + erf(x/√2))   φ(x) = exp(−x²/2)/√(2π)
 */
const exact = <T>(A: Tensor<T>, x: T): Pointwise<T> => {
  const phi = scale(A, shift(A, A.erf(scale(A, x, Math.SQRT1_2)), 1), 0.5)
  const density = (): T => scale(A, A.exp(scale(A, square(A, x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
  return { y: A.mul(x, phi), derivative: () => A.add(phi, A.mul(x, density())) }
}

const inner = Math.sqrt(2 / Math.PI)
const cubic = 0.044715

/**
 *     y  = ½x(1 + t)                                   t = tanh(√(2/π)·(x + 0.044715x³))
 *     dx = dy · (½(1 + t) + ½x(1 − t²)·√(2/π)·(1 + 3·0.044715x²))
 */
const byTanh = <T>(A: Tensor<T>, x: T): Pointwise<T> => {
  const x2 = square(A, x)
  const t = A.tanh(A.mul(x, scale(A, shift(A, scale(A, x2, cubic), 1), inner)))
  const gate = scale(A, shift(A, t, 1), 0.5)
  const slope = (): T => scale(A, shift(A, scale(A, x2, 3 * cubic), 1), inner / 2)
  return { y: A.mul(x, gate), derivative: () => A.add(gate, A.mul(A.mul(x, rsub(A, 1, square(A, t))), slope())) }
}

/** The Gaussian error linear unit (Hendrycks and Gimpel 2016), by the error function. */
export const gelu: WithoutSettings = defineLayer(
  pointwise({
    name: 'gelu',
    summary: 'Gaussian error linear unit (GELU): x times the standard normal distribution function at x.',
    codec: struct({}, { approximation: choice('none', 'tanh') }),
    example: {},
    f: (A, x, { approximation = 'none' }) => (approximation === 'tanh' ? byTanh(A, x) : exact(A, x)),
  }),
  (specify) => keepsSizes(specify({})),
)

/** The same by its tanh approximation (section 2 there). */
export const geluTanh = variantOf(gelu, { approximation: 'tanh' })
