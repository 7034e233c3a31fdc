import type { Stopping } from '../format/index.ts'

/** The best loss so far, and for how many epochs it has not been beaten. */
export interface EarlyStopping {
  readonly best: number
  readonly bestEpoch: number
  readonly waited: number
}

export const notStarted: EarlyStopping = { best: Number.POSITIVE_INFINITY, bestEpoch: 0, waited: 0 }

/** After an epoch: a loss counts as better if it is lower by more than minDelta. */
export const afterEpoch = (
  { best, bestEpoch, waited }: EarlyStopping,
  loss: number,
  epoch: number,
  minDelta = 0,
): EarlyStopping =>
  loss < best - minDelta ? { best: loss, bestEpoch: epoch, waited: 0 } : { best, bestEpoch, waited: waited + 1 }

/** Whether patience is at an end. */
export const hasRunOut = ({ waited }: EarlyStopping, stopping: Stopping | undefined): boolean =>
  stopping !== undefined && waited >= stopping.patience
