import type { Model } from '../../model/index.ts'
import type { EpochPosition } from '../batches.ts'
import type { TrainingRows } from '../trainingRows.ts'
import { isSparse, isStreamed } from '../trainingRows.ts'
import type { Feed } from './feed.ts'
import { memoryFeed } from './memoryFeed.ts'
import { sparseFeed } from './sparseFeed.ts'
import { streamFeed } from './streamFeed.ts'

export type { Chunk, Feed } from './feed.ts'
export { noChunk } from './feed.ts'

/** Feeds one epoch. */
export const feedOf = (model: Model, rows: TrainingRows, position: EpochPosition): Feed => {
  if (isStreamed(rows)) return streamFeed(model, rows, position)
  return isSparse(rows) ? sparseFeed(model, rows, position) : memoryFeed(model, rows, position)
}
