import type { Stopping } from '../format/index.ts'

/** Early stopping: the best loss so far, its epoch, and the number of epochs since. */
export interface EarlyStopping {
  readonly bestLoss: number
  readonly bestEpoch: number
  readonly epochsSinceBest: number
}

export const initialEarlyStopping: EarlyStopping = {
  bestLoss: Number.POSITIVE_INFINITY,
  bestEpoch: 0,
  epochsSinceBest: 0,
}

/** After an epoch, whose loss is an improvement if it is lower than the best by more than `minDelta`. */
export const afterEpoch = (before: EarlyStopping, epoch: number, loss: number, minDelta = 0): EarlyStopping =>
  loss < before.bestLoss - minDelta
    ? { bestLoss: loss, bestEpoch: epoch, epochsSinceBest: 0 }
    : { ...before, epochsSinceBest: before.epochsSinceBest + 1 }

/** Whether the patience is used up. */
export const shouldStop = ({ epochsSinceBest }: EarlyStopping, stopping: Stopping | undefined): boolean =>
  stopping !== undefined && epochsSinceBest >= stopping.patience
