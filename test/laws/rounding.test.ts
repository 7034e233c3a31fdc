import { describe, expect, it } from 'vitest'
import { A } from '../../src/laws/differentiable.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { precisions, rounding } from '../../src/laws/rounding.ts'
import { path, stream } from '../../src/random/index.ts'
import { scalar } from '../../src/tensor/derived.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'

const samples = 200

/** The greatest distance from the reference that samples of a program show, in units of the dtype. */
const spread = (dtype: 'float32' | 'float64', program: (B: Tensor<NdArray>) => NdArray): number => {
  const [exact = Number.NaN] = A.read(program(A))
  const values = Array.from({ length: samples }, (_, k) => A.read(program(rounding(dtype, stream(k))))[0] ?? Number.NaN)
  return Math.max(...values.map((value) => Math.abs(value - exact))) / precisions[dtype].unit
}

describe.each(['float32', 'float64'] as const)('random rounding in %s', (dtype) => {
  const level = dtype === 'float32' ? 8 : 16

  it('moves a result by a few units, of itself', () => {
    for (const size of [1, 1024]) {
      const moved = spread(dtype, (B) => B.mul(scalar(B, size), scalar(B, 1))) / size
      expect(moved).toBeGreaterThan(0.9 * level)
      expect(moved).toBeLessThanOrEqual(level)
    }
  })

  it('shows cancellation: (1 + 1024) − 1024 is off by units of 1024', () => {
    const moved = spread(dtype, (B) => B.sub(B.add(scalar(B, 1), scalar(B, 1024)), scalar(B, 1024)))
    expect(moved).toBeGreaterThan(0.9 * level * 1024)
  })

  it('shows a kink within reach, and none beyond it', () => {
    const step = (distance: number) => (B: Tensor<NdArray>) =>
      B.greater(B.mul(scalar(B, 1), scalar(B, 1)), scalar(B, 1 - distance))
    expect(spread(dtype, step(0.5 * level * precisions[dtype].unit))).toBe(1 / precisions[dtype].unit)
    expect(spread(dtype, step(2 * level * precisions[dtype].unit))).toBe(0)
  })

  it('moves every term of a sum and of a product', () => {
    const terms = [1024, -1024, 1]
    const sum = spread(dtype, (B) => B.reshape(B.sum(B.constant(terms, [3]), [0]), []))
    const product = spread(dtype, (B) => B.matmul(B.constant(terms, [1, 3]), B.constant([1, 1, 1], [3, 1])))
    expect(Math.min(sum, product)).toBeGreaterThan(level * 1024)
  })

  it('lets long sums and products of like terms drift: float32 itself adds a thousand tenths in turn no better', () => {
    const n = 1000
    const tenths = new Float64Array(n).fill(Math.fround(0.1))
    const inTurn = tenths.reduce((sum, value) => Math.fround(sum + value), 0)
    const off = Math.abs(inTurn - n * Math.fround(0.1)) / precisions.float32.unit
    const sum = spread(dtype, (B) => B.reshape(B.sum(B.constant(tenths, [n]), [0]), []))
    const product = spread(dtype, (B) =>
      B.matmul(B.constant(tenths, [1, n]), B.expand(B.constant([1], [1, 1]), [n, 1])),
    )
    expect(off).toBeGreaterThan(10 * level)
    for (const drift of [sum, product]) {
      expect(drift).toBeGreaterThan(off)
      expect(drift).toBeLessThan((n / 2 + 4 * level) * n * 0.1)
    }
  })

  it('finds 0 at times where terms cancel but for rounding or a result is too small, and never where they do not', () => {
    const difference = (by: number) => (B: Tensor<NdArray>) => B.sub(scalar(B, 1), scalar(B, 1 - by))
    const zeros = (program: (B: Tensor<NdArray>) => NdArray): number =>
      Array.from({ length: samples }, (_, k) => A.read(program(rounding(dtype, stream(k))))[0]).filter((x) => x === 0)
        .length
    const { unit } = precisions[dtype]
    expect(zeros(difference(2 * unit))).toBeGreaterThan(samples / 4)
    expect(zeros(difference(4 * level * unit))).toBe(0)
    const tiny = scalar(A, -Math.log(precisions[dtype].least) + 2)
    expect(zeros((B) => B.exp(B.neg(tiny)))).toBeGreaterThan(samples / 4)
    expect(zeros((B) => B.exp(scalar(B, -2)))).toBe(0)
    expect(zeros((B) => B.reshape(B.sum(B.constant([1, 2 * unit - 1], [2]), [0]), []))).toBeGreaterThan(0)
  })

  it('leaves alone what does not round', () => {
    const B = rounding(dtype, stream(1))
    const [x, y] = [dyadic(path(stream(2), 'x'), [3, 4]), dyadic(path(stream(2), 'y'), [3, 4])]
    const exact = (C: Tensor<NdArray>) =>
      [
        C.neg(x),
        C.abs(x),
        C.sign(x),
        C.floor(x),
        C.maximum(x, y),
        C.greater(x, y),
        C.max(x, [1]),
        C.topMask(x, 2),
      ].concat([
        C.transpose(x, [1, 0]),
        C.pad(x, [{ before: 1, after: 0 }, null]),
        C.concat([x, y], 0),
        C.constant([0, 1, 0.5], [3]),
      ])
    expect(exact(B).map((a) => A.read(a))).toEqual(exact(A).map((a) => A.read(a)))
  })

  it('ends where the dtype ends', () => {
    const B = rounding(dtype, stream(1))
    const large = scalar(B, dtype === 'float32' ? 1e30 : 1e300)
    expect(A.read(B.mul(large, B.neg(large)))).toEqual(Float64Array.of(Number.NEGATIVE_INFINITY))
  })
})
