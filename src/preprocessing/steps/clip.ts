import * as Either from 'fp-ts/lib/Either.js'
import { number, refine, struct } from '../../codec/index.ts'
import { columnsOf } from '../columnValues.ts'
import { defineColumnStep, oneToOne } from '../columnStep.ts'
import { selectionFields } from '../select.ts'
import { quantileOf, sorted } from '../statistics.ts'

const share = number({ minimum: 0, exclusiveMaximum: 0.5 })

const settingsCodec = refine(
  struct({}, { low: number(), high: number(), quantile: share, ...selectionFields }),
  ({ low, high, quantile }) => {
    if (low === undefined && high === undefined && quantile === undefined)
      return { fault: 'missing key', expected: 'low, high or quantile', found: 'none of them' }
    return low !== undefined && high !== undefined && low > high
      ? { fault: 'out of range', at: 'low', expected: `at most high, which is ${high}`, found: String(low) }
      : undefined
  },
)

const fittedCodec = struct({}, { low: number(), high: number() })

/**
 * y = min(max(x, low), high). With `quantile: q` the limits that are not said are the quantiles q and 1 − q of the training
 * rows (winsorising). What is beyond the limits is lost: the inverse leaves y as it is.
 */
export const clip = defineColumnStep({
  name: 'clip',
  summary: 'Clipping: numbers beyond fixed limits, or beyond quantiles of the training rows, become the limit.',
  codec: settingsCodec,
  example: { quantile: 0.01 },
  isScaling: true,
  fitted: fittedCodec,
  fit: ({ low, high, quantile }, rows, columns) => {
    if (quantile === undefined)
      return Either.right(
        columns.map(() => ({ ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) })),
      )
    return Either.right(
      Array.from(columnsOf(rows, columns), (known) => {
        const ordered = sorted(known)
        const limit = (said: number | undefined, level: number) => said ?? quantileOf(ordered, level)
        return ordered.length === 0 ? {} : { low: limit(low, quantile), high: limit(high, 1 - quantile) }
      }),
    )
  },
  map: ({ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }) => ({
    ...oneToOne(
      (value) => Math.min(Math.max(value, low), high),
      (value) => value,
    ),
    describe: ({ kind, name }) => [{ kind: kind === 'count' ? kind : 'number', name }],
  }),
})
