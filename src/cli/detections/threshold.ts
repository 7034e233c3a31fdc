import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { decode, failure, grouped } from '../../codec/index.ts'
import type { Threshold } from '../../fitted/index.ts'
import type { Detections, NamedThreshold } from '../../tasks/index.ts'
import { thresholdCodec, thresholds } from '../../tasks/index.ts'
import { amount, words } from '../parser.ts'
import { namedSettings } from './settings.ts'

/** The options of how rows are decided on. */
export const thresholdOptions = {
  threshold: words(
    '--threshold',
    'TEXT',
    `Threshold with its settings: conformal:alpha=0.01. One of ${Object.keys(thresholds).join(', ')}; quantile:level=0.99 by default.`,
  ),
  quantile: amount('--quantile', 'In short for --threshold quantile:level=X.', { min: 0, max: 1 }),
  contamination: amount('--contamination', 'In short for --threshold contamination:share=X.', { min: 0, max: 1 }),
  labelled: words(
    '--labelled',
    'FILE',
    'Other rows with labels in the --label column, which the thresholds bestF1 and cost are set by.',
  ),
}

/** The values of those options. */
export interface ThresholdValues {
  readonly threshold: string | undefined
  readonly quantile: number | undefined
  readonly contamination: number | undefined
  readonly labelled: string | undefined
}

/** The threshold that the options name; `{ quantile: 0.99 }` where there is none. */
export const thresholdOf = ({ threshold, quantile, contamination }: ThresholdValues): Fallible<Threshold> => {
  const given = [threshold, quantile, contamination].filter((value) => value !== undefined).length
  if (given > 1)
    return failure({
      fault: 'wrong usage',
      where: 'isthmus detect',
      expected: '--threshold, --quantile or --contamination',
      found: given === 2 ? 'two of them' : 'all of them',
      remedy: 'leave one out',
    })
  if (threshold === undefined)
    return Either.right(contamination === undefined ? { quantile: quantile ?? 0.99 } : { contamination })
  return pipe(
    namedSettings('--threshold', 'threshold', threshold),
    Either.flatMap((json) => decode(thresholdCodec(thresholds), json, '--threshold')),
  )
}

const settingsOf = ({ spec: { threshold, ...settings } }: NamedThreshold): string =>
  [threshold, ...Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`)].join(', ')

const rowsOf: Readonly<Record<NamedThreshold['by'], string>> = {
  calibration: 'calibration rows',
  validation: 'validation rows',
  training: 'training rows',
  labelled: 'labelled rows',
  scored: 'rows that are scored',
}

const promise = ({ promised }: NamedThreshold): string => {
  if (promised === undefined) return ''
  const rate = `${Number((100 * promised.rate).toPrecision(3))} %`
  return promised.of === 'false alarms'
    ? `; promises false alarms on at most ${rate} of normal rows like those`
    : `; promises that at most ${rate} of the flagged rows are normal`
}

/** How the threshold was set, in a sentence. */
export const thresholdLine = ({ set }: Detections): string =>
  `threshold by ${settingsOf(set)}, set by ${grouped(set.rows)} ${rowsOf[set.by]}${promise(set)}`
