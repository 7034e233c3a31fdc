import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { counted, settle } from '../codec/index.ts'
import type { Stream } from '../random/index.ts'
import type { Counts, Figure, Interval, Ranking } from '../statistics/index.ts'
import {
  bootstrapIntervals,
  confusionAt,
  f1Of,
  falseAlarmsOf,
  precisionOf,
  rankedAveragePrecision,
  rankedPrecisionAt,
  rankedRocAuc,
  rankingOf,
  recallOf,
} from '../statistics/index.ts'
import type { Labelled, Ranked } from './detections.ts'

/** Rows with labels; `scores` are those of the model, `others` those of detectors to compare with. */
export interface LabelledRows {
  readonly scores: ArrayLike<number>
  readonly anomalous: ReadonlyArray<boolean>
  readonly threshold: number
  readonly others: ReadonlyArray<{ readonly name: string; readonly scores: ArrayLike<number> }>
}

/** How often rows are drawn anew: a thousand times, less often where there are many, never beyond the last. */
const [usualResamples, fewestResamples, mostDraws, mostRows] = [1000, 100, 1e7, 2e6]

const resamplesFor = (rows: number): number =>
  rows > mostRows ? 0 : Math.max(fewestResamples, Math.min(usualResamples, Math.floor(mostDraws / rows)))

type Values = Readonly<Record<string, number | undefined>>

const rankedValues = (prefix: string, ranking: Ranking, anomalous: ReadonlyArray<boolean>, counts: Counts): Values => {
  const hasBoth = anomalous.includes(true) && anomalous.includes(false)
  return {
    [`${prefix}.rocAuc`]: hasBoth ? rankedRocAuc(ranking, anomalous, counts) : undefined,
    [`${prefix}.averagePrecision`]: hasBoth ? rankedAveragePrecision(ranking, anomalous, counts) : undefined,
    [`${prefix}.precisionAtN`]: hasBoth ? rankedPrecisionAt(ranking, anomalous, undefined, counts) : undefined,
  }
}

const thresholdValues = ({ scores, anomalous, threshold }: LabelledRows, counts: Counts): Values => {
  const confusion = confusionAt(scores, anomalous, threshold, counts)
  return {
    precision: precisionOf(confusion),
    recall: recallOf(confusion),
    f1: f1Of(confusion),
    falseAlarms: falseAlarmsOf(confusion),
  }
}

/** Why figures are undefined that are. */
const reasonFor = (name: string, { anomalous }: LabelledRows): string => {
  if (name === 'precision') return 'no row is flagged'
  return anomalous.includes(true) ? 'no row is normal' : 'no row is an anomaly'
}

const figureOf = (
  name: string,
  rows: LabelledRows,
  values: Values,
  intervals: Readonly<Partial<Record<string, Interval>>>,
): Figure => {
  const value = values[name]
  return value === undefined ? { undefined: reasonFor(name, rows) } : { value, ...intervals[name] }
}

/** A detector with the ranking that its scores make. */
interface RankedDetector {
  readonly name: string
  readonly ranking: Ranking
}

const lengthFaults = ({ scores, anomalous }: LabelledRows): ReadonlyArray<Fault> =>
  anomalous.length === scores.length
    ? []
    : [
        {
          fault: 'wrong length',
          where: 'options.anomalous',
          expected: `a label for each of ${counted(scores.length, 'row')}`,
          found: String(anomalous.length),
        },
      ]

/** The model and the other detectors, ranked. */
const rankedDetectors = ({ scores, others }: LabelledRows): Fallible<ReadonlyArray<RankedDetector>> =>
  pipe(
    [{ name: 'model', scores }, ...others],
    Either.traverseArray(({ name, scores: own }) =>
      pipe(
        rankingOf(own),
        Either.map((ranking) => ({ name, ranking })),
      ),
    ),
  )

/** All figures by name, of all detectors from the same draws. */
const figuresOf = (
  rows: LabelledRows,
  detectors: ReadonlyArray<RankedDetector>,
  seed: Stream,
): ((name: string) => Figure) => {
  const { scores, anomalous } = rows
  const valuesOf = (counts: Counts): Values =>
    Object.assign(
      thresholdValues(rows, counts),
      ...detectors.map(({ name, ranking }) => rankedValues(name, ranking, anomalous, counts)),
    )
  const values = valuesOf(undefined)
  const strata = Uint8Array.from(anomalous, (is) => (is ? 1 : 0))
  const intervals = bootstrapIntervals(seed, scores.length, valuesOf, {
    resamples: resamplesFor(scores.length),
    strata,
  })
  return (name) => figureOf(name, rows, values, intervals)
}

const labelledOf = (
  { scores, anomalous, threshold, others }: LabelledRows,
  figure: (name: string) => Figure,
): Labelled => {
  const ranked = (of: string): Ranked => ({
    rocAuc: figure(`${of}.rocAuc`),
    averagePrecision: figure(`${of}.averagePrecision`),
    precisionAtN: figure(`${of}.precisionAtN`),
  })
  const anomalies = anomalous.filter((is) => is).length
  return {
    anomalies,
    normal: scores.length - anomalies,
    ...ranked('model'),
    confusion: confusionAt(scores, anomalous, threshold),
    precision: figure('precision'),
    recall: figure('recall'),
    f1: figure('f1'),
    falseAlarms: figure('falseAlarms'),
    baselines: others.map(({ name }) => ({ name, ...ranked(name) })),
  }
}

/**
 * Figures of rows with labels, each with a bootstrap interval of 95 % over rows that are drawn anew within each class: for
 * all detectors from the same draws. What is undefined, for one class only or where no row is flagged, says why. More
 * than two million rows have no intervals.
 */
export const labelledFigures = (rows: LabelledRows, seed: Stream): Fallible<Labelled> =>
  pipe(
    settle(lengthFaults(rows), () => rows),
    Either.flatMap(rankedDetectors),
    Either.map((detectors) => labelledOf(rows, figuresOf(rows, detectors, seed))),
  )
