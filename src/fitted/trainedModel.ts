import type { TypeOf } from '../codec/index.ts'
import { choice, integer, number, record, string, struct } from '../codec/index.ts'
import type { Schema } from '../data/index.ts'
import type { HostWeights } from '../engines/index.ts'
import type { Spec } from '../format/index.ts'
import type { FittedScore } from '../tasks/index.ts'
import type { Model } from '../model/index.ts'
import type { FittedPreprocessing } from './prepare.ts'

/** What made a model. */
export const provenanceCodec = struct(
  {
    /** The version of the package. */
    version: string('a version'),
    engine: string('the name of an engine'),
    /** When training ended, ISO 8601. */
    date: string('a date'),
    seed: integer(),
    /** How many rows there were for training, validation and test, and for calibration where there were some. */
    rows: record(integer({ minimum: 0 })),
    /** How many epochs were trained. */
    epochs: integer({ minimum: 0 }),
    /** The epoch that the weights are of. */
    epoch: integer({ minimum: 0 }),
    /** The step that the weights are of. */
    step: integer({ minimum: 0 }),
    /** The steps that were planned: the length of schedules. */
    total: integer({ minimum: 1 }),
    ending: choice('completed', 'stopped early', 'interrupted', 'not finite', 'broken data'),
  },
  {
    /** The validation loss of that epoch. */
    validation: number(),
    /** Which rows the scores are of; training rows in files that do not say. */
    scores: choice('calibration', 'validation', 'training'),
  },
)

export type Provenance = TypeOf<typeof provenanceCodec>

/** A model with its weights and everything else that using it takes: what one file holds. */
export interface TrainedModel {
  /** As it was trained: an experiment, or an autoencoder that was trained with the defaults. */
  readonly spec: Spec
  readonly model: Model
  readonly weights: HostWeights
  readonly preprocessing: FittedPreprocessing
  /** The names of the columns before preprocessing, where they have any. */
  readonly columns?: ReadonlyArray<string>
  /** What the columns held in training, where it is known. */
  readonly schema?: Schema
  /** The anomaly score that was fitted on the training rows; the reconstruction error where there is none. */
  readonly score?: FittedScore
  /** The scores of the calibration rows, sorted, or else of the rows that `provenance.scores` says. */
  readonly scores: Float32Array
  /**
   * How far the values of each column lie from what the model gives for them, in the units of the data (`residualSpread`);
   * absent in models of before it was kept.
   */
  readonly spread?: Float64Array
  readonly provenance: Provenance
}
