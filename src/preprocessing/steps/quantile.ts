import * as Either from 'fp-ts/lib/Either.js'
import { array, choice, integer, number, struct } from '../../codec/index.ts'
import { defineColumnStep, eachColumn, oneToOne } from '../columnStep.ts'
import { normalCdf, normalQuantile } from '../normal.ts'
import { selectionFields } from '../select.ts'
import { quantileOf, sorted } from '../statistics.ts'

const settingsCodec = struct(
  {},
  {
    output: choice('normal', 'uniform'),
    /** How many quantiles are kept at most. */
    quantiles: integer({ minimum: 2, maximum: 100_000 }),
    ...selectionFields,
  },
)

const fittedCodec = struct({ output: choice('normal', 'uniform'), quantiles: array(number(), { minItems: 1 }) })

/** Shares nearer than this to 0 and 1 have no normal quantile of their own. */
const nearest = 1e-7
const furthest = -normalQuantile(nearest - Number.EPSILON)

/** Quantiles at equal steps, none below the one before. */
const quantilesOf = (known: Float64Array, most: number): ReadonlyArray<number> => {
  const ordered = sorted(known)
  const count = Math.max(1, Math.min(most, known.length))
  let last = Number.NEGATIVE_INFINITY
  return Array.from({ length: count }, (_, i) => {
    last = Math.max(last, quantileOf(ordered, count === 1 ? 0 : i / (count - 1)))
    return last
  })
}

/** The first place whose number is above a value (or at least it). */
const firstAbove = (quantiles: ReadonlyArray<number>, value: number, orAt: boolean): number => {
  let [low, high] = [0, quantiles.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const at = quantiles[middle] ?? 0
    if (at > value || (orAt && at === value)) high = middle
    else low = middle + 1
  }
  return low
}

/** The share of the training rows below a value, interpolated; in the middle of the shares that a repeated value has. */
const shareOf = (quantiles: ReadonlyArray<number>, value: number): number => {
  const last = quantiles.length - 1
  const between = (place: number): number => {
    const [low, high] = [quantiles[place - 1] ?? 0, quantiles[place] ?? 0]
    return (place - 1 + (value - low) / (high - low)) / last
  }
  const [first, next] = [firstAbove(quantiles, value, true), firstAbove(quantiles, value, false)]
  if (first < next) return (first + next - 1) / 2 / last
  return between(first)
}

/** The value below which a share of the training rows is. */
const valueAt = (quantiles: ReadonlyArray<number>, share: number): number => {
  const last = quantiles.length - 1
  const place = Math.min(Math.max(share, 0), 1) * last
  const below = Math.min(Math.floor(place), last)
  const low = quantiles[below] ?? 0
  return low + ((quantiles[below + 1] ?? low) - low) * (place - below)
}

/** The share of a value, 0 and 1 at the extremes of the training rows and beyond them. */
const toShare = (quantiles: ReadonlyArray<number>, value: number): number => {
  if (value <= (quantiles[0] ?? 0)) return 0
  return value >= (quantiles.at(-1) ?? 0) ? 1 : shareOf(quantiles, value)
}

const toNormal = (share: number): number => {
  if (share <= nearest) return -furthest
  return share >= 1 - nearest ? furthest : normalQuantile(share)
}

/** The share of a normal number; those beyond the furthest are the extremes. */
const fromNormal = (value: number): number => {
  const share = normalCdf(value)
  if (share < nearest) return 0
  return share > 1 - nearest ? 1 : share
}

/**
 * Every column through the distribution function of its training rows, by at most 1,000 quantiles with lines between them, to the
 * uniform distribution on [0, 1] or on to the standard normal (by default). Values beyond the training rows become the
 * extremes: 0 and 1, or ±5.2. scikit-learn's QuantileTransformer.
 */
export const quantile = defineColumnStep({
  name: 'quantile',
  summary: 'Quantile transform: every column of the training rows to a normal or uniform distribution.',
  codec: settingsCodec,
  example: { output: 'normal' },
  isScaling: true,
  fitted: fittedCodec,
  fit: ({ output = 'normal', quantiles = 1000 }, rows, columns) =>
    Either.right(
      eachColumn((known) => ({ output, quantiles: known.length === 0 ? [0] : quantilesOf(known, quantiles) }))(
        rows,
        columns,
      ),
    ),
  map: ({ output, quantiles }) =>
    output === 'uniform'
      ? oneToOne(
          (value) => toShare(quantiles, value),
          (value) => valueAt(quantiles, value),
        )
      : oneToOne(
          (value) => toNormal(toShare(quantiles, value)),
          (value) => valueAt(quantiles, fromNormal(value)),
        ),
})
