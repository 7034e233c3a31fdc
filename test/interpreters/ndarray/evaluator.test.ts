import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { ndarrays } from '../../../src/interpreters/ndarray/index.ts'
import { interpreterLaws, verify } from '../../../src/laws/index.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { dyadic, whole } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import { expm1, logSumExp, softmax } from '../../../src/tensor/derived.ts'

const B = ndarrays('float32')
const numbers = (a: NdArray): ReadonlyArray<number> => [...A.read(a)]
const vector = (...values: ReadonlyArray<number>): NdArray => A.constant(values, [values.length])

describe('ndarray', () => {
  it('float32 agrees with float64 on arbitrary programs', () => {
    const report = verify(
      interpreterLaws('ndarray float32', B, (a) => B.constant(A.read(a), a.shape), 2e-5),
      { cases: 500 },
    )
    expect(report.failure).toBeUndefined()
  })

  it('matmul is the naive triple loop, to the bit, at every size around the tiles', () => {
    const size = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 13, 17)
    fc.assert(
      fc.property(
        size,
        fc.constantFrom(1, 2, 3, 8, 255, 256, 257, 300),
        size,
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        (m, k, n, ta, tb, seed) => {
          const a = whole(path(stream(seed), 'a'), ta ? [k, m] : [m, k])
          const b = whole(path(stream(seed), 'b'), tb ? [n, k] : [k, n])
          const naive = Array.from({ length: m * n }, (_, at) => {
            const [i, j] = [Math.floor(at / n), at % n]
            let sum = 0
            for (let l = 0; l < k; l++) sum += a.get(...(ta ? [l, i] : [i, l])) * b.get(...(tb ? [j, l] : [l, j]))
            return sum
          })
          expect(numbers(A.matmul(a, b, { a: ta, b: tb }))).toEqual(naive)
        },
      ),
    )
  })

  it('matmul spreads NaN and infinity as IEEE 754 says', () => {
    const a = A.constant([0, Number.NaN, 1, Infinity], [2, 2])
    expect(numbers(A.matmul(a, A.constant([1, 0], [2, 1])))).toEqual([Number.NaN, Number.NaN])
  })

  it('views are copied right: expanded, transposed, sliced, of rank 0', () => {
    const x = A.constant([1, 2, 3, 4, 5, 6], [2, 3])
    expect(numbers(A.neg(A.transpose(x, [1, 0])))).toEqual([-1, -4, -2, -5, -3, -6])
    expect(numbers(A.exp(A.expand(A.constant([0], []), [2, 2])))).toEqual([1, 1, 1, 1])
    expect(numbers(A.slice(x, [null, { start: 0, stop: 3, step: 2 }]))).toEqual([1, 3, 4, 6])
    expect(numbers(A.reshape(A.transpose(x, [1, 0]), [6]))).toEqual([1, 4, 2, 5, 3, 6])
    expect(numbers(A.add(A.constant([1], []), A.constant([2], [])))).toEqual([3])
    expect(A.neg(A.constant([], [0, 3])).shape).toEqual([0, 3])
  })

  it('erf is accurate to a few units in the last place', () => {
    for (const [x, y] of [
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [1.9999, 0.9953201979070294],
      [2, 0.9953222650189527],
      [3, 0.9999779095030014],
      [-1, -0.8427007929497149],
      [10, 1],
    ] as const)
      expect(Math.abs((numbers(A.erf(vector(x)))[0] ?? 0) - y)).toBeLessThan(4e-16)
  })

  it('nothing overflows that need not: sigmoid, softplus, softmax, logSumExp at ±1000', () => {
    expect(numbers(A.sigmoid(vector(1000, -1000)))).toEqual([1, 0])
    expect(numbers(A.softplus(vector(1000, -1000)))).toEqual([1000, 0])
    expect(A.read(A.softplus(vector(-40)))[0]).toBeCloseTo(Math.exp(-40), 30)
    expect(numbers(softmax(A, vector(1000, 0), [0]))).toEqual([1, 0])
    expect(numbers(logSumExp(A, vector(-1000, -1000), [0]))[0]).toBeCloseTo(-1000 + Math.LN2, 10)
  })

  it('expm1 does not cancel near 0', () => {
    for (const x of [1e-9, -1e-7, 0.001, -0.5, -30])
      expect(Math.abs((A.read(expm1(A, vector(x)))[0] ?? 0) / Math.expm1(x) - 1)).toBeLessThan(4e-16)
  })

  it('NaN spreads, but not from what is not chosen', () => {
    expect(numbers(A.maximum(vector(Number.NaN, 1), vector(0, Number.NaN)))).toEqual([Number.NaN, Number.NaN])
    expect(numbers(A.where(vector(1, 0), vector(1, Number.NaN), vector(Number.NaN, 2)))).toEqual([1, 2])
    expect(numbers(A.greater(vector(Number.NaN, 2), vector(1, 1)))).toEqual([0, 1])
  })

  it('topMask takes the first of equal ones', () =>
    expect(numbers(A.topMask(vector(1, 3, 3, 2), 2))).toEqual([0, 1, 1, 0]))

  it('topMask breaks ties by order', () => expect(numbers(A.topMask(vector(3, 3, 3), 1))).toEqual([1, 0, 0]))

  it('float32 sums accumulate in double precision', () => {
    const tenths = B.expand(B.constant([0.1], []), [1_000_000])
    expect(B.read(B.sum(tenths, [0]))[0]).toBeCloseTo(1_000_000 * Math.fround(0.1), 2)
  })

  it('an index outside the table is refused', () => {
    expect(() => A.gather(vector(1, 2), vector(2))).toThrow('index 2')
    expect(() => A.gather(vector(1, 2), vector(0.5))).toThrow('index 0.5')
  })

  it('inputs are never written to', () => {
    const x = dyadic(stream(1), [3, 3])
    const before = numbers(x)
    for (const f of [A.neg, A.exp, A.sigmoid, A.erf, A.tanh]) f(x)
    A.matmul(x, x)
    A.scatter(x, A.constant([0, 0, 1], [3]), 2)
    expect(numbers(x)).toEqual(before)
  })
})
