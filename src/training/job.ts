import type { Fault } from '../codec/index.ts'
import type { Dataset, SparseRows } from '../data/index.ts'
import type { State } from '../engines/index.ts'
import type { Stopping } from '../format/index.ts'
import type { Model, Plan } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import type { EpochLosses } from './epochLosses.ts'
import type { TrainingRows } from './trainingRows.ts'

/** Rows in memory, dense or sparse. */
export type RowsInMemory = Dataset | SparseRows

/** Everything that training needs, checked. */
export interface Job<Train extends TrainingRows = Dataset, Validation extends RowsInMemory = Dataset> {
  readonly model: Model
  readonly plan: Plan
  readonly seed: Stream
  readonly train: Train
  /** If it is empty, nothing is validated. */
  readonly validation: Validation
  readonly epochs: number
  readonly batchSize: number
  readonly stopping?: Stopping
}

/** A job on rows of any kind. */
export type AnyJob = Job<TrainingRows, RowsInMemory>

/** The number of optimiser steps in an epoch. */
export const stepsPerEpoch = (rows: number, batchSize: number): number => Math.ceil(rows / batchSize)

/** An event of training: some steps were taken, or an epoch was completed. */
export type Progress =
  | {
      readonly kind: 'step'
      readonly epoch: number
      readonly step: number
      readonly total: number
      readonly loss: number
    }
  | ({ readonly kind: 'epoch' } & EpochLosses)

/** Why training ended. */
export type Ending = 'completed' | 'stopped early' | 'interrupted' | 'not finite' | 'broken data'

export interface Outcome {
  /** The state to keep: of the best epoch if there is validation and `restoreBest` is on, otherwise the last. */
  readonly state: State
  readonly history: ReadonlyArray<EpochLosses>
  readonly ending: Ending
  /** The epoch of that state: 0 if no epoch was completed. */
  readonly epoch: number
  readonly fault?: Fault
}
