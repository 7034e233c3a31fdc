import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { counted, decode } from '../../codec/index.ts'
import { lookup, taggedCodec, noNested } from '../../registry/index.ts'
import { rowsForAlpha } from '../../statistics/index.ts'
import { percent } from './rows.ts'
import type { SetThreshold, ThresholdInput, Thresholds, ThresholdSpec } from './threshold.ts'

/** The codec of a threshold of a registry. */
export const thresholdCodec = (thresholds: Thresholds): Codec<ThresholdSpec> =>
  taggedCodec('threshold', 'a threshold', thresholds, noNested)

/** A threshold with its spec. */
export interface NamedThreshold extends SetThreshold {
  readonly spec: ThresholdSpec
}

/** Rows that were trained on promise nothing. */
const withoutFalsePromise = ({ promised, ...set }: SetThreshold): SetThreshold =>
  promised === undefined || set.by === 'training' ? set : { ...set, promised }

/** Checks a threshold and sets it by rows. */
export const setThreshold = (
  thresholds: Thresholds,
  json: unknown,
  input: ThresholdInput,
  where = 'threshold',
): Fallible<NamedThreshold> =>
  pipe(
    decode(thresholdCodec(thresholds), json, where),
    Either.flatMap((spec) => {
      const { threshold: name, ...settings } = spec
      return pipe(
        lookup(thresholds, name, 'threshold').build(settings, input, { where, nested: noNested }),
        Either.map((set) => ({ ...withoutFalsePromise(set), spec })),
      )
    }),
  )

/** What is to be said of a threshold, as sentences. */
export const thresholdNotices = ({ by, rows, spec }: NamedThreshold): ReadonlyArray<string> => {
  if (by === 'training')
    return ['threshold from training rows: an overfitted model alarms too often; set split.calibration']
  const level = spec.threshold === 'quantile' ? spec['level'] : undefined
  const rate = typeof level === 'number' ? 1 - level : 1
  if (rate <= 0 || rows >= rowsForAlpha(rate)) return []
  return [
    `${counted(rows, `${by} row`)} cannot promise ${percent(rate)}: of normal rows about ${percent(1 / (rows + 1))} score above all of them; it takes ${rowsForAlpha(rate)}`,
  ]
}
