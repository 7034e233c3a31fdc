import type { Confusion, Figure } from '../statistics/index.ts'
import type { NamedThreshold } from './thresholds/index.ts'

/** One row: its score, whether it is above the threshold, and the columns that contribute most to its error. */
export interface Detection {
  readonly score: number
  /**
   * The conformal p-value, (1 + the number of reference scores that are not lower) / (1 + their number): how often a
   * normal row has such a score or a higher one. It is no less than 1 / (1 + the number of reference rows).
   */
  readonly pValue: number
  readonly anomaly: boolean
  readonly columns: ReadonlyArray<{ readonly column: string; readonly share: number }>
}

/** How well scores put anomalies above normal rows, at every threshold at once. */
export interface Ranked {
  readonly rocAuc: Figure
  readonly averagePrecision: Figure
  /** The precision of as many rows of the highest scores as there are anomalies. */
  readonly precisionAtN: Figure
}

/** What a simple detector, fitted on the training rows, makes of the same rows. */
export interface BaselineResult extends Ranked {
  /** `norm`, `PCA residual`, `k nearest neighbours`, `isolation forest`. */
  readonly name: string
}

/** Figures of rows with labels. */
export interface Labelled extends Ranked {
  readonly anomalies: number
  readonly normal: number
  /** Of the rows that are flagged, at the threshold. */
  readonly confusion: Confusion
  readonly precision: Figure
  readonly recall: Figure
  readonly f1: Figure
  /** The share of normal rows that are flagged. */
  readonly falseAlarms: Figure
  /** Detectors to compare with; none where they were not asked for. */
  readonly baselines: ReadonlyArray<BaselineResult>
}

/** What `detect` found. */
export interface Detections {
  /** A row is an anomaly if its score is greater than this. */
  readonly threshold: number
  /** How the threshold was set: its name and settings, by which rows, and what it promises. */
  readonly set: NamedThreshold
  readonly rows: ReadonlyArray<Detection>
  /** What is to be said of the threshold and the baselines, in sentences. */
  readonly notices: ReadonlyArray<string>
  /** Where the rows are labelled. */
  readonly labelled?: Labelled
}
