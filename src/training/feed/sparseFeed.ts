import type { SparseRows } from '../../data/index.ts'
import { denseRows } from '../../data/index.ts'
import type { Minibatch } from '../../engines/index.ts'
import type { Model } from '../../model/index.ts'
import { product } from '../../tensor/shape.ts'
import type { EpochPosition } from '../batches.ts'
import { batches, rowsOf } from '../batches.ts'
import { nextChunk } from '../chunks.ts'
import type { Feed } from './feed.ts'

/** The dense rows of a chunk may take so many bytes, where it has more than one minibatch. */
const maxBytes = 2 ** 25

/** Minibatches of rows that lie one after the other, in place of those that they are chosen from. */
const renumbered = (minibatches: ReadonlyArray<Minibatch>): ReadonlyArray<Minibatch> => {
  let next = 0
  return minibatches.map(({ rows, noise }) => ({ rows: rows.map(() => next++), noise }))
}

/** Feeds an epoch from sparse rows in memory: only the rows of a chunk become dense. */
export const sparseFeed = (model: Model, rows: SparseRows, { seed, ...position }: EpochPosition): Feed => {
  const minibatches = batches(model, seed, rows, position)
  const most = Math.max(1, Math.floor(maxBytes / (4 * position.batchSize * product(rows.sizes))))
  return {
    next: async (size, isStopped) => {
      const chunk = await nextChunk(minibatches, Math.min(size, most), isStopped)
      const start = performance.now()
      const used = Uint32Array.from(chunk.minibatches.flatMap(({ rows: some }) => Array.from(some)))
      const data = rowsOf(denseRows(rows, used))
      return {
        data,
        minibatches: renumbered(chunk.minibatches),
        seconds: chunk.seconds + (performance.now() - start) / 1000,
      }
    },
    close: async () => undefined,
  }
}
