import type { Value } from '../onnx/value.ts'
import { apply, integers, initializer } from '../onnx/value.ts'

/** Formulas for functions that ONNX Runtime lacks in float64, or has there in a form that overflows. */

const number = (value: number): Value => initializer('float64', [value], [])

/** This many nodes give the integral below to the last place of float64. */
const nodeCount = 32
/** erf is ±1 in float64 beyond ±6. */
const saturation = 6

/** Pₙ(z) and Pₙ′(z), by the recurrence of Legendre polynomials. */
const legendre = (n: number, z: number): readonly [value: number, slope: number] => {
  let [previous, value] = [1, z]
  for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * z * value - (k - 1) * previous) / k]
  return [value, (n * (z * value - previous)) / (z * z - 1)]
}

/** The i-th root of Pₙ by Newton's method. */
const rootOf = (n: number, i: number): number => {
  let z = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
  for (let iteration = 0; iteration < 8; iteration++) {
    const [value, slope] = legendre(n, z)
    z -= value / slope
  }
  return z
}

/** Nodes and weights of Gauss's quadrature on [0, 1] (Abramowitz and Stegun 25.4.29 and 25.4.30). */
const quadrature = (): { readonly nodes: ReadonlyArray<number>; readonly weights: ReadonlyArray<number> } => {
  const roots = Array.from({ length: nodeCount }, (_, i) => rootOf(nodeCount, i))
  return {
    nodes: roots.map((z) => (1 + z) / 2),
    weights: roots.map((z) => 1 / ((1 - z * z) * legendre(nodeCount, z)[1] ** 2)),
  }
}

/**
 * The error function by quadrature, to a few units in the last place:
 *
 *     erf x = 2/√π · x · ∫₀¹ exp(−x²t²) dt
 */
export const erf = (x: Value): Value => {
  const { nodes, weights } = quadrature()
  const clipped = apply('Max', [apply('Min', [x, number(saturation)]), number(-saturation)])
  const xt = apply('Mul', [apply('Unsqueeze', [clipped, integers([-1])]), initializer('float64', nodes, [nodeCount])])
  const integrand = apply('Exp', [apply('Neg', [apply('Mul', [xt, xt])])])
  const factors = weights.map((weight) => (weight * 2) / Math.sqrt(Math.PI))
  return apply('Mul', [clipped, apply('MatMul', [integrand, initializer('float64', factors, [nodeCount])])])
}

/**
 * log (1 + exp x) without overflow; the rounding error of w = 1 + z is corrected to first order:
 *
 *     max(x, 0) + log w − ((w − 1) − z)/w      z = exp −|x|   w = 1 + z
 */
export const softplus = (x: Value): Value => {
  const z = apply('Exp', [apply('Neg', [apply('Abs', [x])])])
  const w = apply('Add', [z, number(1)])
  const correction = apply('Div', [apply('Sub', [apply('Sub', [w, number(1)]), z]), w])
  return apply('Add', [apply('Max', [x, number(0)]), apply('Sub', [apply('Log', [w]), correction])])
}
