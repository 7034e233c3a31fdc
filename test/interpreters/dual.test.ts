import { describe, expect, it } from 'vitest'
import { dual, withTangent, constantDual, tangentOf } from '../../src/interpreters/dual/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { grow } from '../../src/laws/program.ts'
import { path, stream } from '../../src/random/index.ts'
import { fill, scale } from '../../src/tensor/derived.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'

const D = dual(A)
const at = (value: number): NdArray => A.constant([value], [1])
const slope = (f: <T>(B: Tensor<T>, x: T) => T, x: number): number =>
  A.read(tangentOf(A, f(D, withTangent(at(x), at(1)))))[0] ?? Number.NaN

describe('dual numbers', () => {
  const smooth: Readonly<Record<string, readonly [<T>(B: Tensor<T>, x: T) => T, (x: number) => number]>> = {
    exp: [(B, x) => B.exp(x), Math.exp],
    log: [(B, x) => B.log(x), (x) => 1 / x],
    sqrt: [(B, x) => B.sqrt(x), (x) => 0.5 / Math.sqrt(x)],
    sin: [(B, x) => B.sin(x), Math.cos],
    cos: [(B, x) => B.cos(x), (x) => -Math.sin(x)],
    tanh: [(B, x) => B.tanh(x), (x) => 1 - Math.tanh(x) ** 2],
    sigmoid: [(B, x) => B.sigmoid(x), (x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2],
    softplus: [(B, x) => B.softplus(x), (x) => 1 / (1 + Math.exp(-x))],
    erf: [(B, x) => B.erf(x), (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
    reciprocal: [(B, x) => B.div(fill(B, 1, B.shape(x)), x), (x) => -1 / x ** 2],
    abs: [(B, x) => B.abs(x), Math.sign],
    neg: [(B, x) => B.neg(x), () => -1],
    'x · sg(x)': [(B, x) => B.mul(x, B.stopGradient(x)), (x) => x],
    'x − x²': [(B, x) => B.sub(x, B.mul(x, x)), (x) => 1 - 2 * x],
  }
  for (const [name, [f, derivative]] of Object.entries(smooth))
    it(`know the derivative of ${name}`, () => {
      for (const x of [0.25, 0.75, 1.5]) expect(Math.abs(slope(f, x) - derivative(x))).toBeLessThan(1e-14)
    })

  it('follow the documented conventions at kinks', () => {
    expect(slope((B, x) => B.maximum(x, fill(B, 0, B.shape(x))), 0)).toBe(0)
    expect(slope((B, x) => B.maximum(fill(B, 0, B.shape(x)), x), 0)).toBe(1)
    expect(slope((B, x) => B.abs(x), 0)).toBe(0)
    expect(slope((B, x) => B.max(B.concat([x, x, B.neg(x)], 0), [0]), 1)).toBe(1)
    expect(slope((B, x) => B.max(B.concat([x, B.neg(x)], 0), [0]), 0)).toBe(0)
    for (const f of [
      <T>(B: Tensor<T>, x: T) => B.sign(x),
      <T>(B: Tensor<T>, x: T) => B.floor(x),
      <T>(B: Tensor<T>, x: T) => B.greater(x, x),
    ])
      expect(slope(f, 0.5)).toBe(0)
  })

  it('nest: the second derivative of x³ is 6x, to the bit', () => {
    const E = dual(D)
    const cube = E.mul(
      E.mul(
        withTangent(withTangent(at(1.5), at(1)), constantDual(at(1))),
        withTangent(withTangent(at(1.5), at(1)), constantDual(at(1))),
      ),
      withTangent(withTangent(at(1.5), at(1)), constantDual(at(1))),
    )
    expect(A.read(tangentOf(A, tangentOf(D, cube)))[0]).toBe(9)
  })

  it('agree with differences on arbitrary programs', () => {
    let compared = 0
    for (let seed = 0; seed < 300; seed++) {
      const from = stream(seed)
      const [a, b, v] = ['a', 'b', 'v'].map((name) => dyadic(path(from, name), [2, 3], { most: 1 }))
      if (a === undefined || b === undefined || v === undefined) throw new Error('three matrices')
      const choices = Array.from({ length: 6 }, (_, i) => (seed * 7919 + i * 104729) % 4099)
      const run = (h: number) => A.read(grow(A, [A.add(a, scale(A, v, h)), b], choices))
      const jv = A.read(tangentOf(A, grow(D, [withTangent(a, v), constantDual(b)], choices)))
      const h = 2 ** -14
      const [up, down, up2, down2] = [run(h), run(-h), run(h / 2), run(-h / 2)]
      for (let i = 0; i < jv.length; i++) {
        const coarse = ((up[i] ?? 0) - (down[i] ?? 0)) / (2 * h)
        const fine = ((up2[i] ?? 0) - (down2[i] ?? 0)) / h
        const size = Math.max(1, Math.abs(up[i] ?? 0), Math.abs(fine))
        if (Math.abs(coarse - fine) > 1e-4 * size || !(size < 1e6)) continue
        compared++
        expect(Math.abs((4 * fine - coarse) / 3 - (jv[i] ?? 0)) / size, `seed ${seed}`).toBeLessThan(1e-6)
      }
    }
    expect(compared).toBeGreaterThan(1000)
  })
})
