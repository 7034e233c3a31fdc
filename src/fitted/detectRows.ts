import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import { stream } from '../random/index.ts'
import type { Detections, Inference, ThresholdSpec } from '../tasks/index.ts'
import { detect } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import type { Rows } from './rows/rows.ts'
import type { ScoreOptions } from './scoring.ts'
import { chosenScore, scoresBy } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

/** A threshold by its name and settings, or in short by a quantile of the reference scores or the share of anomalies. */
export type Threshold = ThresholdSpec | { readonly quantile: number } | { readonly contamination: number }

export interface DetectOptions extends ScoreOptions {
  /**
   * How rows are decided on, `{ threshold: 'conformal', alpha: 0.01 }`; `{ quantile: 0.99 }` by default, of the scores of the
   * calibration rows.
   */
  readonly threshold?: Threshold
  /** Other rows, with which of them are anomalies: `bestF1` and `cost` are set by them. */
  readonly labelled?: { readonly rows: Rows; readonly anomalous: ReadonlyArray<boolean> }
  /** Which rows are known to be anomalies: then the result has figures with intervals. */
  readonly anomalous?: ReadonlyArray<boolean>
  /** Training rows: where there are labels, simple detectors that are fitted on them stand beside the model. */
  readonly baselines?: Rows
  /** How many columns to name for each row; 3 by default. */
  readonly columns?: number
  /** Of the intervals and the isolation forest; 0 by default. */
  readonly seed?: number
}

/** A threshold that is written in short. */
const specOf = (threshold: Threshold): object => {
  if ('threshold' in threshold) return threshold
  return 'quantile' in threshold
    ? { threshold: 'quantile', level: threshold.quantile }
    : { threshold: 'contamination', share: threshold.contamination }
}

/** What `detect` takes of a model. */
export interface Detecting {
  readonly registry: Registry
  readonly trained: TrainedModel
  readonly inference: (rows: Rows) => Fallible<Inference>
}

/**
 * Detects anomalies in rows; `training` are the training rows as the model sees them, for another score than that of the
 * model, and for baselines.
 */
export const detectPrepared = async (
  { registry, trained, inference }: Detecting,
  rows: Rows,
  {
    threshold = { quantile: 0.99 },
    labelled,
    anomalous,
    columns,
    seed = 0,
    score,
    training: own,
  }: Omit<DetectOptions, 'baselines'>,
  training?: Dataset,
  baselines = true,
): Promise<Fallible<Detections>> => {
  const ready = pipe(
    inference(rows),
    Either.bindTo('found'),
    Either.bind('others', () => (labelled === undefined ? Either.right(undefined) : inference(labelled.rows))),
  )
  if (Either.isLeft(ready)) return ready
  const { found, others } = ready.right
  const fittedOn = training === undefined ? own && inference(own) : Either.right(found.of(training))
  const chosen = await chosenScore(registry, trained, score, fittedOn)
  if (Either.isLeft(chosen)) return chosen
  const { scorer, reference, part } = chosen.right
  return detect(found, await scoresBy(scorer, found), {
    thresholds: registry.thresholds,
    threshold: specOf(threshold),
    reference: { part, scores: reference },
    seed: stream(seed),
    ...present({
      labelled: others && { scores: await scoresBy(scorer, others), anomalous: labelled?.anomalous ?? [] },
      anomalous,
      columns,
      training: anomalous && baselines ? training : undefined,
    }),
  })
}

/** Detects anomalies in rows. */
export const detectRows = async (
  detecting: Detecting,
  rows: Rows,
  { baselines, ...options }: DetectOptions,
): Promise<Fallible<Detections>> => {
  const training = baselines === undefined ? Either.right(undefined) : detecting.inference(baselines)
  return Either.isLeft(training) ? training : detectPrepared(detecting, rows, options, training.right?.rows)
}
