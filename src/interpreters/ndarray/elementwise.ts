import ops from 'ndarray-ops'
import type { Entrywise } from '../../tensor/primitives.ts'
import type { NdArray, Numbers } from './array.ts'

/** Writes f of every operand's entry into `out`: all are lifted views of one shape. */
export type Kernel<Operands extends ReadonlyArray<NdArray>> = (out: NdArray, ...operands: Operands) => void

/** 1 / (1 + exp −x), from the side that does not overflow. */
const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** erf x = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, all terms of one sign (Abramowitz and Stegun 7.1.6). */
const erfSeries = (x: number): number => {
  let [term, sum] = [x, x]
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** erfc x for x ≥ 2 by its continued fraction, from the tail (Abramowitz and Stegun 7.1.14). */
const erfcFraction = (x: number): number => {
  let fraction = x
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}

/** The error function to a few units in the last place. */
export const erf = (x: number): number => {
  if (Number.isNaN(x) || x === 0) return x
  if (Math.abs(x) < 2) return erfSeries(x)
  return Math.sign(x) * (1 - (Math.abs(x) > 6 ? 0 : erfcFraction(Math.abs(x))))
}

/** A kernel for dense operands from a function of one number; strided ones are copied before. */
const mapped =
  (f: (x: number) => number): Kernel<[NdArray]> =>
  (out, a) => {
    ops.assign(out, a)
    const data: Numbers = out.data
    for (let i = 0; i < data.length; i++) data[i] = f(data[i] ?? Number.NaN)
  }

/** Every entrywise primitive of one operand. */
export const unary = {
  neg: (out, a) => ops.neg(out, a),
  abs: (out, a) => ops.abs(out, a),
  sign: mapped(Math.sign),
  floor: (out, a) => ops.floor(out, a),
  exp: (out, a) => ops.exp(out, a),
  log: (out, a) => ops.log(out, a),
  sqrt: (out, a) => ops.sqrt(out, a),
  sin: (out, a) => ops.sin(out, a),
  cos: (out, a) => ops.cos(out, a),
  tanh: mapped(Math.tanh),
  sigmoid: mapped(sigmoid),
  softplus: mapped(softplus),
  erf: mapped(erf),
} satisfies Record<Entrywise<1>, Kernel<[NdArray]>>

/** Every entrywise primitive of two operands. */
export const binary = {
  add: (out, a, b) => ops.add(out, a, b),
  sub: (out, a, b) => ops.sub(out, a, b),
  mul: (out, a, b) => ops.mul(out, a, b),
  div: (out, a, b) => ops.div(out, a, b),
  maximum: (out, a, b) => ops.max(out, a, b),
  greater: (out, a, b) => ops.gt(out, a, b),
} satisfies Record<Entrywise<2>, Kernel<[NdArray, NdArray]>>
