import { philox } from './philox.ts'
import type { Stream } from './stream.ts'

/** How random numbers are spread. */
export type Distribution =
  | { readonly kind: 'uniform' }
  | { readonly kind: 'normal' }
  | { readonly kind: 'rademacher' }
  | { readonly kind: 'bernoulli'; readonly probability: number }

type Numbers = Float32Array | Float64Array

/** A uniform number in (0, 1) from 32 random bits: an odd multiple of 2⁻²⁴, exact in float32 too. */
const unit = (word: number): number => ((word >>> 9) + 0.5) / 0x800000

/** Two independent normal numbers from two uniform ones (Box and Muller 1958). */
const normals = (out: Float64Array, at: number, u: number, v: number): void => {
  const radius = Math.sqrt(-2 * Math.log(u))
  out[at] = radius * Math.cos(2 * Math.PI * v)
  out[at + 1] = radius * Math.sin(2 * Math.PI * v)
}

/** From four random words to four numbers, for each kind of distribution. */
const fromWords = (distribution: Distribution): ((words: Uint32Array, four: Float64Array) => void) => {
  switch (distribution.kind) {
    case 'normal':
      return ([a = 0, b = 0, c = 0, d = 0], four) => {
        normals(four, 0, unit(a), unit(b))
        normals(four, 2, unit(c), unit(d))
      }
    case 'uniform':
      return (words, four) => {
        for (let i = 0; i < 4; i++) four[i] = unit(words[i] ?? 0)
      }
    case 'rademacher':
      return (words, four) => {
        for (let i = 0; i < 4; i++) four[i] = ((words[i] ?? 0) & 1) * 2 - 1
      }
    case 'bernoulli':
      return (words, four) => {
        for (let i = 0; i < 4; i++) four[i] = unit(words[i] ?? 0) < distribution.probability ? 1 : 0
      }
  }
}

const words = new Uint32Array(4)
const four = new Float64Array(4)

/**
 * Fills rows of random numbers, each addressed by its own number: what a row gets depends on the stream and on
 * `rows[i]` alone, so that noise does not depend on batch size or order. `out` holds rows.length × width.
 */
export const fillRows = (
  { key }: Stream,
  rows: ArrayLike<number>,
  width: number,
  distribution: Distribution,
  out: Numbers,
): void => {
  const convert = fromWords(distribution)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const [low, high] = [row >>> 0, Math.floor(row / 0x100000000) >>> 0]
    for (let j = 0; j < width; j += 4) {
      philox(words, key, j, low, high, 0)
      convert(words, four)
      const stop = Math.min(4, width - j)
      for (let k = 0; k < stop; k++) out[i * width + j + k] = four[k] ?? 0
    }
  }
}

/** The first `length` numbers of a stream. */
export const draw = (from: Stream, length: number, distribution: Distribution): Float64Array => {
  const out = new Float64Array(length)
  fillRows(from, [0], length, distribution, out)
  return out
}

/** A random order of 0 … n − 1 (Fisher and Yates), every order equally likely to 2⁻⁵³. */
export const permutation = (from: Stream, n: number): Uint32Array => {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    philox(words, from.key, i, 0, 0, 1)
    const fraction = ((words[0] ?? 0) * 0x200000 + ((words[1] ?? 0) >>> 11)) / 0x20000000000000
    const j = Math.floor(fraction * (i + 1))
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  return order
}
