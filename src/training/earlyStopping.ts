import type { Stopping } from '../format/index.ts'

/** The best loss so far, and for how many epochs it has not been beaten. */
export interface Watch {
  readonly best: number
  readonly bestEpoch: number
  readonly waited: number
}

export const watching: Watch = { best: Number.POSITIVE_INFINITY, bestEpoch: 0, waited: 0 }

/** After an epoch: a loss counts as better if it is lower by more than minDelta. */
export const watch = ({ best, bestEpoch, waited }: Watch, loss: number, epoch: number, minDelta = 0): Watch =>
  loss < best - minDelta ? { best: loss, bestEpoch: epoch, waited: 0 } : { best, bestEpoch, waited: waited + 1 }

/** Whether patience is at an end. */
export const isOver = ({ waited }: Watch, stopping: Stopping | undefined): boolean =>
  stopping !== undefined && waited >= stopping.patience
