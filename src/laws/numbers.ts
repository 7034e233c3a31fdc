import type { NdArray } from '../interpreters/ndarray/index.ts'
import { wrap } from '../interpreters/ndarray/index.ts'
import type { Noise } from '../layers/index.ts'
import type { ColumnDomain, Domain } from '../losses/index.ts'
import type { Stream } from '../random/index.ts'
import { draw, path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

/**
 * Numbers to test with: odd multiples of 2⁻ᵏ of a size between `least`, itself an even multiple, and `most`. They are
 * well scaled, never 0 (so that no difference straddles a kink at 0), and sums, differences and products of them are
 * exact.
 */
export const dyadic = (
  stream: Stream,
  shape: Sizes,
  { least = 0, most = 2, bits = 11 }: { least?: number; most?: number; bits?: number } = {},
): NdArray => {
  const unit = 2 ** bits
  const half = ((most - least) * unit) / 2
  const values = draw(stream, product(shape), { kind: 'uniform' }).map((u) => {
    const k = 2 * Math.floor((2 * u - 1) * half) + 1
    return k / unit + Math.sign(k) * least
  })
  return wrap(values, shape)
}

/** Numbers that are not small, so that what is divided by them, or by a norm of them, is well conditioned. */
export const conditioned = (stream: Stream, shape: Sizes): NdArray => dyadic(stream, shape, { least: 1 / 16 })

/** Small whole numbers that are not 0: everything linear and bilinear is exact on them. */
export const whole = (stream: Stream, shape: Sizes): NdArray => {
  const values = draw(stream, product(shape), { kind: 'uniform' }).map((u) =>
    u < 0.5 ? Math.floor(u * 16) - 8 : Math.ceil(u * 16) - 8,
  )
  return wrap(values, shape)
}

/** −1, 0 and 1: where functions have kinks, and often the same number twice. */
export const tied = (stream: Stream, shape: Sizes): NdArray =>
  wrap(
    draw(stream, product(shape), { kind: 'uniform' }).map((u) => Math.floor(3 * u) - 1),
    shape,
  )

/** Odd multiples of 2⁻¹¹ between 1/16 and 15/16, so that no difference leaves (0, 1). */
export const unitInterval = (stream: Stream, shape: Sizes): NdArray => {
  const values = draw(stream, product(shape), { kind: 'uniform' }).map((u) => (2 * Math.floor(64 + u * 896) + 1) / 2048)
  return wrap(values, shape)
}

/** Positive numbers that add up to 15/16 along the last axis: probabilities that no difference takes past 1. */
const simplex = (stream: Stream, shape: Sizes): NdArray => {
  const width = shape.at(-1) ?? 1
  const positive = Array.from(unitInterval(stream, shape).data)
  const values = Float64Array.from(positive, (value, i) => {
    const start = Math.floor(i / width) * width
    return ((15 / 16) * value) / positive.slice(start, start + width).reduce((sum, other) => sum + other, 0)
  })
  return wrap(values, shape)
}

/** Whole numbers that are not negative and below a bound. */
export const indices = (stream: Stream, shape: Sizes, below: number): NdArray =>
  wrap(
    draw(stream, product(shape), { kind: 'uniform' }).map((u) => Math.floor(u * below)),
    shape,
  )

/** Counts, mostly small: 0 often, and sometimes a large one. */
const counts = (stream: Stream, shape: Sizes): NdArray =>
  wrap(
    draw(stream, product(shape), { kind: 'uniform' }).map((u) => Math.floor(1 / (1.05 - u)) - (u < 0.5 ? 0 : 1)),
    shape,
  )

/** Ids, and among them the one that stands for no entry. */
const ids = (stream: Stream, shape: Sizes, below: number, ignored: number | undefined): NdArray => {
  const found = indices(stream, shape, ignored === undefined ? below : below + 1)
  return ignored === undefined
    ? found
    : wrap(
        found.data.map((id) => (id === below ? ignored : id)),
        shape,
      )
}

/** Columns, some in one domain, others in another. */
const columnsIn = (stream: Stream, shape: Sizes, columns: ReadonlyArray<ColumnDomain>): NdArray => {
  const rows = product(shape.slice(0, -1))
  const groups = columns.map(({ width: own, domain }, i) => inDomain(domain, path(stream, i), [rows, own]).data)
  const row = (n: number): ReadonlyArray<number> =>
    columns.flatMap(({ width: own }, i) => Array.from(groups[i]?.slice(n * own, (n + 1) * own) ?? []))
  return wrap(Float64Array.from(Array.from({ length: rows }, (_, n) => row(n)).flat()), shape)
}

/** Numbers where a term makes sense. */
export const inDomain = (domain: Domain, stream: Stream, shape: Sizes): NdArray => {
  switch (domain) {
    case 'real':
      return dyadic(stream, shape)
    case 'unit':
    case 'openUnit':
      return unitInterval(stream, shape)
    case 'simplex':
      return simplex(stream, shape)
    case 'count':
      return counts(stream, shape)
    default:
      if ('columns' in domain) return columnsIn(stream, shape, domain.columns)
      if ('ids' in domain) return ids(stream, shape, domain.ids, domain.ignored)
      return wrap(
        indices(stream, shape, domain.levels).data.map((level) => level / (domain.levels - 1)),
        shape,
      )
  }
}

/** Zeros and ones, mostly ones. */
export const mask = (stream: Stream, shape: Sizes): NdArray =>
  wrap(draw(stream, product(shape), { kind: 'bernoulli', probability: 0.75 }), shape)

/** Noise as an engine would draw it, but with dyadic numbers for normal ones, so that exact laws stay exact. */
export const noiseFor = (stream: Stream, noise: Named.Named<Noise>, rows: number): Named.Named<NdArray> =>
  Named.map(noise, ({ shape, per, distribution }, name) => {
    const full = per === 'row' ? [rows, ...shape] : shape
    const from = path(stream, 'noise', name)
    return distribution.kind === 'normal' ? dyadic(from, full) : wrap(draw(from, product(full), distribution), full)
  })

/** Noise as it is at evaluation. */
export const quietNoise = (_stream: Stream, noise: Named.Named<Noise>, rows: number): Named.Named<NdArray> =>
  Named.map(noise, ({ shape, per, neutral }) => {
    const full = per === 'row' ? [rows, ...shape] : shape
    return wrap(new Float64Array(product(full)).fill(neutral), full)
  })
