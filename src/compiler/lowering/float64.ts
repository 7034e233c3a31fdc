import type { Value } from '../onnx/value.ts'
import { apply, integers, initializer } from '../onnx/value.ts'

/** What ONNX Runtime lacks in float64, or has there in a form that overflows. */

const number = (value: number): Value => initializer('float64', [value], [])

/** So many nodes give the integral below to the last place of float64. */
const count = 32
/** Beyond it, erf is 1 in float64. */
const farthest = 6

/** Pₙ(z) and Pₙ′(z), by the recurrence of Legendre polynomials. */
const legendre = (n: number, z: number): readonly [value: number, slope: number] => {
  let [before, value] = [1, z]
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * z * value - (k - 1) * before) / k]
  return [value, (n * (z * value - before)) / (z * z - 1)]
}

/** The zeros of Pₙ by Newton's method, from the usual guess. */
const zero = (n: number, i: number): number => {
  let z = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
  for (let round = 0; round < 8; round++) {
    const [value, slope] = legendre(n, z)
    z -= value / slope
  }
  return z
}

/** Nodes and weights of Gauss's quadrature on [0, 1] (Abramowitz and Stegun 25.4.29 and 25.4.30). */
const quadrature = (): { readonly nodes: ReadonlyArray<number>; readonly weights: ReadonlyArray<number> } => {
  const zeros = Array.from({ length: count }, (_, i) => zero(count, i))
  return {
    nodes: zeros.map((z) => (1 + z) / 2),
    weights: zeros.map((z) => 1 / ((1 - z * z) * legendre(count, z)[1] ** 2)),
  }
}

/**
 * The error function by quadrature, to a few units in the last place:
 *
 *     erf x = 2/√π · x · ∫₀¹ exp(−x²t²) dt
 */
export const erf = (x: Value): Value => {
  const { nodes, weights } = quadrature()
  const near = apply('Max', [apply('Min', [x, number(farthest)]), number(-farthest)])
  const inner = apply('Mul', [apply('Unsqueeze', [near, integers([-1])]), initializer('float64', nodes, [count])])
  const integrand = apply('Exp', [apply('Neg', [apply('Mul', [inner, inner])])])
  const factors = weights.map((weight) => (weight * 2) / Math.sqrt(Math.PI))
  return apply('Mul', [near, apply('MatMul', [integrand, initializer('float64', factors, [count])])])
}

/**
 * log (1 + exp x) from the side that does not overflow; what 1 + z loses of z is put back to first order:
 *
 *     max(x, 0) + log w − ((w − 1) − z)/w      z = exp −|x|   w = 1 + z
 */
export const softplus = (x: Value): Value => {
  const z = apply('Exp', [apply('Neg', [apply('Abs', [x])])])
  const w = apply('Add', [z, number(1)])
  const lost = apply('Div', [apply('Sub', [apply('Sub', [w, number(1)]), z]), w])
  return apply('Add', [apply('Max', [x, number(0)]), apply('Sub', [apply('Log', [w]), lost])])
}
