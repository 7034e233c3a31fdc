import type { Fallible } from '../codec/index.ts'
import type { RawDataset } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Spec } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type {
  Concept,
  ConceptOptions,
  ConditionProposal,
  Detections,
  DiagnosisReport,
  Explanation,
  Inference,
  KnownCategory,
  ModelEvaluation,
  Reasons,
  Repaired,
} from '../tasks/index.ts'

import type { EpochLosses } from '../training/index.ts'
import type { DetectOptions } from './detectRows.ts'

import type { Reconstruction } from './modelUnits.ts'
import type { ReasonsOptions } from './reasons.ts'
import type { RepairOptions } from './repair.ts'
import type { Rows } from './rows/rows.ts'
import type { ScoreOptions } from './scoring.ts'

import type { Provenance, TrainedModel } from './trainedModel.ts'
import type { DiagnoseRowsOptions } from './diagnoseModel.ts'
import type { SteerOptions } from './concepts.ts'
import type { ExplainOptions } from './explained.ts'
import type {
  InterpolateOptions,
  Interpolation,
  RowsOrCodes,
  Samples,
  SampleSettings,
  Traversed,
  TraverseSettings,
} from './generation/index.ts'
import type { EvaluateOptions } from './evaluateRows.ts'

/** How rows are drawn from a model; a density that is fitted on the codes of training rows needs those. */
export interface SampleOptions extends SampleSettings {
  readonly training?: Rows
}

export interface TraverseOptions extends TraverseSettings {
  /** The row whose code the others are about; the mean of all codes by default. */
  readonly row?: RowsOrCodes
  /** The training rows, whose codes say how far each entry goes; a model with a prior needs none. */
  readonly training?: Rows
}

/** Rows that the autoencoder cleaned, and how far they were from the rows that noise was added to. */
export interface Denoised {
  readonly rows: Reconstruction
  /** Mean squared errors, as the model sees rows; only where noise was added. */
  readonly errors?: { readonly before: number; readonly after: number }
}

/**
 * A model that was fitted to rows, ready to use. Rows come in as `fit` takes them, in the units of the data, and go out
 * in those units: preprocessing is inside. Methods work in batches that fit in memory, one call after the other. Bad rows
 * and engines that fail reject with an `IsthmusError`; `check` says beforehand, as an `Either`, whether rows will do.
 */
export interface FittedModel {
  readonly spec: Spec
  /** The spec with every shape known. */
  readonly model: Model
  /** Weights, fitted preprocessing, scores of the calibration rows. */
  readonly trained: TrainedModel
  /** What made it: version, engine, date, seed, rows, epochs, ending. */
  readonly provenance: Provenance
  /** The losses of every epoch; empty for a model that was opened. */
  readonly history: ReadonlyArray<EpochLosses>
  /** Rows as a data set that the model takes, or every fault in them. */
  readonly check: (rows: Rows) => Fallible<RawDataset>
  /**
   * What is to be said of rows, as sentences: columns that were put in the order of training or left out, categories that
   * training did not have, texts that are cut. Empty where there is nothing.
   */
  readonly notices: (rows: Rows) => Fallible<ReadonlyArray<string>>
  /** The code of every row, [N, …code]. */
  readonly encode: (rows: Rows) => Promise<HostTensor>
  /** Rows of codes, [N, …target]; a model with a condition takes `{ rows: codes, labels }` or `{ rows: codes, condition }`. */
  readonly decode: (codes: Rows) => Promise<Reconstruction>
  /** What the model makes of every row, [N, …target], in the units of the target; missing entries are filled in. A model of text gives `texts`. */
  readonly reconstruct: (rows: Rows) => Promise<Reconstruction>
  /**
   * The anomaly score of every row: high scores are anomalies. By default the score that was fitted with the model; another
   * by its name or with settings, fitted on `training`: { score: 'mahalanobis', training: rows }. With a target:
   * `{ rows, target }`.
   */
  readonly score: (rows: Rows, options?: ScoreOptions) => Promise<Float32Array>
  /** Rows as the model sees them, and what it makes of them, computed when it is asked for: what every task works on. */
  readonly inference: (rows: Rows) => Fallible<Inference>
  /** The loss by terms and the squared error; beside PCA, with metrics, where they are asked for. */
  readonly evaluate: (rows: Rows, options?: EvaluateOptions) => Promise<ModelEvaluation>
  /**
   * Each row's score and p-value, whether it is above the threshold, and the columns that contribute most; for rows with
   * labels how well that goes. `docs/thresholds.md` says what the thresholds promise.
   */
  readonly detect: (rows: Rows, options?: DetectOptions) => Promise<Detections>
  /**
   * Why each row has its score: the columns that add most to it, with values and what the model expects of them, in the units
   * of the data; with `normal` also the most similar normal row.
   */
  readonly reasons: (rows: Rows, options?: ReasonsOptions) => Promise<Reasons>
  /**
   * Makes odd rows normal by the smallest change that is found, with columns that stay, bounds, whole numbers and categories;
   * says row by row what was changed, or why nothing helped.
   */
  readonly repair: (rows: Rows, options?: RepairOptions) => Promise<Repaired>
  /**
   * A category that codes or scores of normal rows differ by, so that a model which is conditioned on it may find more
   * anomalies: one that the rows have, or one of `others`, which has a cell for each row. Nothing where none does.
   */
  readonly proposeCondition: (
    rows: Rows,
    others?: ReadonlyArray<KnownCategory>,
  ) => Promise<ConditionProposal | undefined>
  /** What is wrong with the model, by the rows that it was trained on: each finding says where, what was expected, a remedy. */
  readonly diagnose: (rows: Rows, options?: DiagnoseRowsOptions) => Promise<DiagnosisReport>
  /**
   * What the entries of the code mean: what they read and write, which columns and labels they vary with, which rows excite
   * them; for a dictionary the cards of its features.
   */
  readonly explain: (rows: Rows, options?: ExplainOptions) => Promise<Explanation>
  /** The directions of a label in the code, from rows with labels, and how well they separate rows held out. */
  readonly concept: (rows: Rows, label: string, options?: ConceptOptions) => Promise<Concept>
  /** What the decoder makes of rows whose codes move along a direction of the code, in the units of the target. */
  readonly steer: (rows: Rows, direction: Float64Array, options?: SteerOptions) => Promise<Reconstruction>
  /** What the model makes of noisy rows; with `noise`, of rows with normal noise of this deviation after preprocessing. */
  readonly denoise: (rows: Rows, options?: { readonly noise?: number; readonly seed?: number }) => Promise<Denoised>
  /** Rows that the model makes up: codes of its prior, or of a density fitted on the codes of training rows, decoded. */
  readonly sample: (length: number, options?: SampleOptions) => Promise<Samples>
  /** The rows between rows, or between codes: `{ codes }`. */
  readonly interpolate: (rows: RowsOrCodes, options?: InterpolateOptions) => Promise<Interpolation>
  /** What changes in a row with each entry of its code: rows of codes in which one entry at a time goes over its range. */
  readonly traverse: (options?: TraverseOptions) => Promise<Traversed>
  /** The model as one safetensors file, which `open` reads. */
  readonly save: () => Uint8Array
  /** Frees what the engine holds. Whatever is called afterwards loads it again. */
  readonly close: () => Promise<void>
}
