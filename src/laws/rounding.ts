import type { NdArray } from '../interpreters/ndarray/index.ts'
import { ndarrays, numbersOf, wrap } from '../interpreters/ndarray/index.ts'
import type { Stream } from '../random/index.ts'
import { draw, path, stream } from '../random/index.ts'
import * as Infer from '../tensor/infer.ts'
import { product } from '../tensor/shape.ts'
import type { Readable, Tensor } from '../tensor/tensor.ts'

const A = ndarrays('float64')

/**
 * How numbers of a dtype are rounded: relative to themselves, where they end, and below which size an engine may take
 * them as 0: the least normal one.
 */
export interface Precision {
  readonly unit: number
  readonly least: number
  readonly greatest: number
}

export const precisions = {
  float32: { unit: 2 ** -24, least: 2 ** -126, greatest: (2 - 2 ** -23) * 2 ** 127 },
  float64: { unit: 2 ** -53, least: 2 ** -1022, greatest: Number.MAX_VALUE },
} as const satisfies Readonly<Record<string, Precision>>

/**
 * How much larger the noise is than rounding. What an engine may do, the samples shall do and more: where they stay on
 * one side of a kink, it stays there too. In float64, noise near the unit would drown in the rounding of the
 * samples themselves.
 */
const amplitude = { float32: 8, float64: 16 } as const

const tableSize = 65_521

let drawn: Float64Array | undefined

/** Numbers in (−1, 1) in turn: from anywhere in one long table, which costs more to draw than most programs to run. */
const noise = (from: Stream): (() => number) => {
  const table = (drawn ??= draw(stream(0), tableSize, { kind: 'uniform' }))
  const [start = 0] = draw(from, 1, { kind: 'uniform' })
  let at = Math.floor(start * tableSize)
  return () => {
    at = (at + 1) % tableSize
    return 2 * (table[at] ?? 0.5) - 1
  }
}

/** Shorter sums do not drift further than noise goes. */
const shortest = 16

const extents = (a: NdArray, axes: ReadonlyArray<number>): number =>
  axes.reduce((all, axis) => all * (a.shape[axis] ?? 1), 1)

const size = (a: NdArray): number => product([...a.shape])

/** Whether a dtype has this very number. */
const holds = (dtype: keyof typeof precisions, value: number): boolean =>
  dtype === 'float64' || Math.fround(value) === value

/**
 * The float64 reference with the rounding of another dtype made random (Monte Carlo arithmetic, Parker 1997): every
 * operation that rounds has its result moved by a random part of the unit, relative to the result, or to 1 where an
 * engine is only accurate to that; sums and products have their terms moved too, and drift with their length. The spread of a few samples is how
 * far apart correct engines may be, for this very program at this very point: cancellation shows in it, and a kink
 * within reach of rounding does.
 */
export const rounding = (dtype: keyof typeof precisions, from: Stream): Tensor<NdArray> & Readable<NdArray> => {
  const { unit, least, greatest } = precisions[dtype]
  const next = noise(from)
  const noisy = amplitude[dtype] * unit
  const [lot = 0.5] = draw(path(from, 'zeros'), 1, { kind: 'uniform' })
  /** Whether what may be 0 is: by chance, but in a quarter of samples always, as in an engine, and in a quarter never. */
  const vanishes = (): boolean => next() < 4 * lot - 2
  const moved = (value: number, relativeTo = Math.abs(value)): number => {
    if (!Number.isFinite(value)) return value
    if (value !== 0 && Math.abs(value) < least && vanishes()) return 0
    const result = value === 0 && relativeTo === 0 ? 0 : value + noisy * next() * relativeTo + least * next()
    return Math.abs(result) > greatest ? Math.sign(result) * Number.POSITIVE_INFINITY : result
  }
  const relative = (a: NdArray): NdArray => {
    const values = numbersOf('float64', a)
    const results = new Float64Array(values.length)
    for (let i = 0; i < values.length; i++) results[i] = moved(values[i] ?? Number.NaN)
    return wrap(results, a.shape)
  }
  /** What is less than an engine is accurate to may also be 0 there. */
  const absolute = (a: NdArray): NdArray =>
    wrap(
      numbersOf('float64', a).map((value) =>
        Math.abs(value) < noisy && vanishes() ? 0 : moved(value, Math.max(1, Math.abs(value))),
      ),
      [...a.shape],
    )
  /** Where nothing but rounding is left of terms of this size, an engine may also find 0. */
  const cancelled = (value: number, terms: number): number =>
    value !== 0 && Math.abs(value) < noisy * terms && vanishes() ? 0 : value
  /** a + b, or a − b with the sign −1. */
  const plus =
    (sign: 1 | -1) =>
    (a: NdArray, b: NdArray): NdArray => {
      Infer.elementwise(sign === 1 ? 'add' : 'sub', a.shape, b.shape)
      const [x, y] = [numbersOf('float64', a), numbersOf('float64', b)]
      const results = new Float64Array(x.length)
      for (let i = 0; i < x.length; i++) {
        const [left, right] = [x[i] ?? Number.NaN, y[i] ?? Number.NaN]
        results[i] = moved(cancelled(left + sign * right, Math.abs(left) + Math.abs(right)))
      }
      return wrap(results, a.shape)
    }
  /**
   * A sum of n terms has up to n roundings of sums of some of them, and where terms are alike these are too, so that
   * they add up (Higham 2002, section 4.2), in all entries in the same direction. `of` is the sum of what it is given.
   */
  const added = (n: number, of: (on: (a: NdArray) => NdArray) => NdArray): NdArray => {
    const [result, sizes] = [of(relative), of(A.abs)]
    const drift = n < shortest ? 0 : ((unit * n) / 2) * next()
    const [sums, terms] = [numbersOf('float64', result), numbersOf('float64', sizes)]
    const results = new Float64Array(sums.length)
    for (let i = 0; i < sums.length; i++) {
      const most = terms[i] ?? Number.NaN
      const sum = sums[i] ?? Number.NaN
      results[i] = moved(cancelled(drift === 0 ? sum : sum + drift * most, most))
    }
    return wrap(results, result.shape)
  }
  const one = (f: (a: NdArray) => NdArray, round: typeof relative) => (a: NdArray) => round(f(a))
  const two = (f: (a: NdArray, b: NdArray) => NdArray) => (a: NdArray, b: NdArray) => relative(f(a, b))
  return {
    ...A,
    constant: (values, shape) =>
      A.constant(
        Array.from(values, (value) => (holds(dtype, value) ? value : moved(value))),
        shape,
      ),
    exp: one(A.exp, relative),
    log: one(A.log, relative),
    sqrt: one(A.sqrt, relative),
    sin: one(A.sin, absolute),
    cos: one(A.cos, absolute),
    tanh: one(A.tanh, relative),
    sigmoid: one(A.sigmoid, absolute),
    softplus: one(A.softplus, absolute),
    erf: one(A.erf, relative),
    add: plus(1),
    sub: plus(-1),
    mul: two(A.mul),
    div: two(A.div),
    sum: (a, axes) => added(extents(a, axes), (on) => A.sum(on(a), axes)),
    matmul: (a, b, transpose = {}) =>
      added(extents(a, [a.shape.length - (transpose.a === true ? 2 : 1)]), (on) => A.matmul(on(a), on(b), transpose)),
    conv: (x, k, window) => added(size(k) / extents(k, [0]), (on) => A.conv(on(x), on(k), window)),
    convInput: (y, k, window, sizes) =>
      added(size(k) / extents(k, [1]), (on) => A.convInput(on(y), on(k), window, sizes)),
    convKernel: (x, y, window, sizes) =>
      added(size(y) / extents(y, [1]), (on) => A.convKernel(on(x), on(y), window, sizes)),
    scatter: (values, indices, n) => added(size(indices), (on) => A.scatter(on(values), indices, n)),
  }
}
