import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import type { Agreement, Areas, PointScore, Range } from '../../statistics/index.ts'
import {
  pointAdjusted,
  pointAgreement,
  pointScores,
  rangeAgreement,
  rangesOf,
  rocAuc,
  volumeUnderSurface,
} from '../../statistics/index.ts'
import { present } from '../../tensor/present.ts'

/** Scores of windows over a series. */
export interface WindowScores {
  readonly scores: ArrayLike<number>
  /** The first point of each window. */
  readonly starts: ArrayLike<number>
  /** How many points a window has. */
  readonly length: number
  /** How many points the series has. */
  readonly points: number
}

export interface SeriesOptions {
  /** A point is anomalous if its score is greater. */
  readonly threshold: number
  /** How the scores of the windows over a point make its score: their mean by default. */
  readonly by?: PointScore
  /** Anomalous points with at most so many others in between are one event; 0 by default. */
  readonly gap?: number
  /** Which points are known to be anomalies. */
  readonly anomalous?: ReadonlyArray<boolean>
}

/** A run of anomalous points. */
export interface SeriesEvent extends Range {
  /** The point of the highest score. */
  readonly peak: number
  /** The score there. */
  readonly score: number
  /** The window of the highest score over that point. */
  readonly window: number
}

/** How well points and events are found. */
export interface SeriesFigures {
  /** The area under the ROC curve point by point. */
  readonly rocAuc: number
  /** Over all thresholds, with tolerance for events that are found a little early or late: the honest figures. */
  readonly vus: Areas
  /** At the threshold, event by event: an honest figure too. */
  readonly ranges: Agreement
  /** At the threshold, point by point. */
  readonly points: Agreement
  /** With whole events counted as found for one point of them: flattering, for comparison with papers. */
  readonly adjusted: Agreement
}

/** What was found in a series. */
export interface SeriesDetections {
  /** The score of every point; NaN where no window covers it. */
  readonly scores: Float64Array
  /** How many windows cover each point. */
  readonly windows: Uint32Array
  readonly flagged: ReadonlyArray<boolean>
  /** Events, the one of the highest score first. */
  readonly events: ReadonlyArray<SeriesEvent>
  readonly figures?: SeriesFigures
}

const greatest = (from: number, to: number, at: (index: number) => number): number => {
  let best = from
  for (let i = from + 1; i < to; i++) if (at(i) > at(best) || Number.isNaN(at(best))) best = i
  return best
}

/** The window of the highest score over a point. */
const windowOver = ({ scores, starts, length }: WindowScores, point: number): number => {
  const covers = (window: number): boolean => {
    const start = starts[window] ?? 0
    return start <= point && point < start + length
  }
  return greatest(0, starts.length, (window) => (covers(window) ? (scores[window] ?? 0) : Number.NEGATIVE_INFINITY))
}

/** Figures of the points that have a score. */
const figuresOf = (
  scores: Float64Array,
  flagged: ReadonlyArray<boolean>,
  anomalous: ReadonlyArray<boolean>,
  longest: number,
): Fallible<SeriesFigures> => {
  const known = Array.from(scores, (_, at) => at).filter((at) => !Number.isNaN(scores[at]))
  const of = (flags: ReadonlyArray<boolean>): ReadonlyArray<boolean> => known.map((at) => flags[at] === true)
  const [found, there, values] = [of(flagged), of(anomalous), known.map((at) => scores[at] ?? 0)]
  return pipe(
    Either.Do,
    Either.bind('vus', () => volumeUnderSurface(values, there, longest)),
    Either.bind('auc', () => rocAuc(values, there)),
    Either.map(({ vus, auc }) => ({
      rocAuc: auc,
      vus,
      ranges: rangeAgreement(found, there),
      points: pointAgreement(found, there),
      adjusted: pointAgreement(pointAdjusted(found, there), there),
    })),
  )
}

/**
 * From the scores of windows to points, events and, where points are labelled, figures. Points that no window covers have no
 * score and are not flagged. Labels of one class are a fault, as nothing can be measured by them.
 */
export const seriesDetections = (
  windows: WindowScores,
  { threshold, by = 'mean', gap = 0, anomalous }: SeriesOptions,
): Fallible<SeriesDetections> => {
  const found = pointScores(windows.scores, windows.starts, windows.length, windows.points, by)
  const { scores } = found
  const flagged = Array.from(scores, (score) => score > threshold)
  const events = rangesOf(flagged, { gap }).map(({ start, stop }): SeriesEvent => {
    const peak = greatest(start, stop, (point) => scores[point] ?? Number.NaN)
    return { start, stop, peak, score: scores[peak] ?? Number.NaN, window: windowOver(windows, peak) }
  })
  const measured: Fallible<SeriesFigures | undefined> =
    anomalous === undefined ? Either.right(undefined) : figuresOf(scores, flagged, anomalous, windows.length)
  return pipe(
    measured,
    Either.map((figures) => ({
      ...found,
      flagged,
      events: events.toSorted((a, b) => b.score - a.score),
      ...present({ figures }),
    })),
  )
}
