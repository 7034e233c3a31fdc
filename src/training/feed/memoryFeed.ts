import type { Dataset } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import type { EpochPosition } from '../batches.ts'
import { batches, rowsOf } from '../batches.ts'
import { nextChunk } from '../chunks.ts'
import type { Feed } from './feed.ts'

/** Feeds an epoch from rows in memory: all chunks share them, and only the indices of their rows differ. */
export const memoryFeed = (model: Model, rows: Dataset, { seed, ...position }: EpochPosition): Feed => {
  const data = rowsOf(rows)
  const minibatches = batches(model, seed, rows, position)
  return {
    next: async (size, isStopped) => ({ ...(await nextChunk(minibatches, size, isStopped)), data }),
    close: async () => undefined,
  }
}
