import type { State, StepOutcome } from '../engines/index.ts'
import type { EarlyStopping } from './earlyStopping.ts'
import { initialEarlyStopping } from './earlyStopping.ts'
import type { EpochLosses } from './epochLosses.ts'

/** The weights of an epoch, where they are kept for the best one. */
export interface BestEpoch {
  readonly state: State
  readonly epoch: number
}

/**
 * Where training stands between two steps: everything that it takes to go on as if it had never stopped. What is random is
 * drawn by seed, epoch and row, so there is no generator whose state would have to be kept.
 */
export interface Checkpoint {
  readonly state: State
  /** The epoch under way, from 1. */
  readonly epoch: number
  /** What the steps of that epoch gave that were taken, in order: the next step is the one after them. */
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly history: ReadonlyArray<EpochLosses>
  readonly earlyStopping: EarlyStopping
  readonly best?: BestEpoch
}

/** A checkpoint without the state, which only running training refers to: earlier states must not be kept alive. */
export type Position = Omit<Checkpoint, 'state'>

/** Before the first step. */
export const initialPosition: Position = {
  epoch: 1,
  outcomes: [],
  history: [],
  earlyStopping: initialEarlyStopping,
}

/** How training goes on from a checkpoint, and who is given the next ones. */
export interface Checkpointing {
  /** Goes on from here instead of from the initial weights. It must be of the same job: `fit` checks that. */
  readonly from?: Checkpoint
  /** Is called after every call of the engine and after every epoch; `take` takes the checkpoint. */
  readonly onCheckpoint?: (take: () => Checkpoint) => void
}
