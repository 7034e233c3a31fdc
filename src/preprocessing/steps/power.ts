import * as Either from 'fp-ts/lib/Either.js'
import { number, struct } from '../../codec/index.ts'
import { defineColumnStep, eachColumn, oneToOne } from '../columnStep.ts'
import { selectionFields } from '../select.ts'
import { bestLambda, inverseYeoJohnson, yeoJohnson } from '../yeoJohnson.ts'

const fittedCodec = struct({
  lambda: number(),
  mean: number(),
  deviation: number(),
  /** The extremes of the training rows. */
  low: number(),
  high: number(),
})

const extremes = (known: Float64Array): readonly [low: number, high: number] => [
  known.reduce((a, b) => Math.min(a, b), known[0] ?? 0),
  known.reduce((a, b) => Math.max(a, b), known[0] ?? 0),
]

const average = (values: Float64Array): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** In order of size, so that sums, and λ with them, do not depend on the order of the rows. */
const fitPower = (unordered: Float64Array) => {
  const known = unordered.toSorted()
  const [low, high] = extremes(known)
  const lambda = low < high ? bestLambda(known) : 1
  const powers = known.map((x) => yeoJohnson(x, lambda))
  const mean = average(powers)
  const deviation = Math.sqrt(average(powers.map((y) => (y - mean) ** 2)))
  return { lambda, mean, deviation: low < high && deviation > 0 ? deviation : 1, low, high }
}

/**
 * The power transform of Yeo and Johnson (2000) to a shape that is near normal, then z-scores. For each column λ is that of the
 * greatest likelihood on the training rows: y = ((x+1)^λ − 1)/λ for x ≥ 0 and −((1−x)^(2−λ) − 1)/(2−λ) for x < 0.
 * What the decoder gives beyond all powers becomes the nearest extreme of the training rows.
 */
export const power = defineColumnStep({
  name: 'power',
  summary:
    'Power transform (Yeo–Johnson): every column of the training rows to a shape near the normal one, with mean 0 and deviation 1.',
  codec: struct({}, selectionFields),
  example: {},
  isScaling: true,
  fitted: fittedCodec,
  fit: (_settings, rows, columns) => Either.right(eachColumn(fitPower)(rows, columns)),
  map: ({ lambda, mean, deviation, low, high }) =>
    oneToOne(
      (value) => (yeoJohnson(value, lambda) - mean) / deviation,
      (value) => {
        const x = inverseYeoJohnson(value * deviation + mean, lambda)
        return Number.isFinite(x) ? x : x > 0 ? high : low
      },
    ),
})
