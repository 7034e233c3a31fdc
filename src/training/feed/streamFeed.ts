import type { Faults } from '../../codec/index.ts'
import { IsthmusError } from '../../codec/index.ts'
import type { Block, StreamedRows } from '../../data/index.ts'
import type { HostRows, Minibatch } from '../../engines/index.ts'
import type { Model } from '../../model/index.ts'
import { path } from '../../random/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { EpochPosition } from '../batches.ts'
import { noiseFor } from '../batches.ts'
import { nextChunk } from '../chunks.ts'
import type { Feed } from './feed.ts'
import type { ShuffledRows } from './shuffleBuffer.ts'
import { ShuffleBuffer } from './shuffleBuffer.ts'

/** The rows and the noise of a chunk may take so many bytes, where it has more than one minibatch. */
const maxBytes = 2 ** 25

/** The rows of a block for an engine, without copying them. */
const hostRows = ({ input, target, condition }: Model, { length, parts }: Block): HostRows => {
  const tensor = (name: string, sizes: Sizes): HostTensor | undefined =>
    parts[name] && { data: parts[name].values, shape: [length, ...sizes] }
  return {
    x: tensor('x', input) ?? { data: new Float32Array(0), shape: [0, ...input] },
    ...present({
      mask: tensor('mask', input),
      weight: tensor('weight', []),
      condition: tensor('condition', [condition?.width ?? 0]),
      target: tensor('target', target),
      targetMask: tensor('targetMask', target),
    }),
  }
}

const noiseBytes = ({ noise }: Model, batchSize: number): number =>
  4 * Object.values(noise).reduce((sum, { shape, per }) => sum + product(shape) * (per === 'row' ? batchSize : 1), 0)

/** Minibatches of rows that lie one after the other. */
function* minibatchesOf(
  model: Model,
  { numbers }: ShuffledRows,
  { seed, epoch, batchSize, firstStep }: EpochPosition,
): Generator<Minibatch> {
  for (let start = 0, step = firstStep; start < numbers.length; start += batchSize, step++) {
    const some = numbers.subarray(start, start + batchSize)
    yield { rows: some.map((_, i) => start + i), noise: noiseFor(model, seed, { epoch, step }, some) }
  }
}

const otherLength = (found: string, length: number): Faults => [
  {
    fault: 'changed data',
    where: 'data',
    expected: `${length} training rows in every epoch, as in the pass before training`,
    found,
    remedy: 'leave the files as they are while a model is trained on them',
  },
]

/**
 * Feeds an epoch from a stream: chunks of rows in the order of a shuffle buffer, which lie one after the other. The noise
 * of a row depends on its number among the training rows. Throws `IsthmusError` where there are more or fewer rows than
 * were counted.
 */
export const streamFeed = (model: Model, rows: StreamedRows, position: EpochPosition): Feed => {
  const { seed, epoch, batchSize } = position
  const buffer = new ShuffleBuffer(rows, path(seed, 'shuffle', epoch))
  const most = Math.max(1, Math.floor(maxBytes / (4 * batchSize * rows.width + noiseBytes(model, batchSize))))
  const { taken = 0 } = position
  let [firstStep, given] = [position.firstStep + taken, 0]
  /** Leaves out the rows of the minibatches that were taken before. */
  const skip = async (): Promise<void> => {
    const before = Math.min(taken * batchSize, rows.length)
    while (given < before) {
      const { numbers } = await buffer.next(Math.min(most * batchSize, before - given))
      if (numbers.length === 0) return
      given += numbers.length
    }
  }
  return {
    next: async (size, isStopped) => {
      const start = performance.now()
      await skip()
      const shuffled = isStopped()
        ? { block: { length: 0, parts: {} }, numbers: new Uint32Array(0) }
        : await buffer.next(Math.min(size, most) * batchSize)
      const waited = (performance.now() - start) / 1000
      given += shuffled.numbers.length
      const isEnd = shuffled.numbers.length === 0 && !isStopped()
      if (given > rows.length) throw new IsthmusError(otherLength('more', rows.length))
      if (isEnd && given < rows.length) throw new IsthmusError(otherLength(String(given), rows.length))
      const minibatches = minibatchesOf(model, shuffled, { ...position, firstStep })
      const chunk = await nextChunk(minibatches, Number.POSITIVE_INFINITY, () => false)
      firstStep += chunk.minibatches.length
      return { ...chunk, data: hostRows(model, shuffled.block), seconds: chunk.seconds + waited }
    },
    close: () => buffer.close(),
  }
}
