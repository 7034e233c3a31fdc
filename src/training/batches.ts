import type { Dataset } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { HostRows, Minibatch } from '../engines/index.ts'
import { drawNoise } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path, permutation } from '../random/index.ts'
import type * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'

/** The rows of a data set as tensors for an engine, without copying them. */
export const rowsOf = ({ values, mask, weights, condition, target, length, sizes }: Dataset): HostRows => {
  const shape = [length, ...sizes]
  const targetShape = [length, ...(target?.sizes ?? sizes)]
  return {
    x: { data: values, shape },
    ...present({
      mask: mask && { data: mask, shape },
      weight: weights && { data: weights, shape: [length] },
      condition: condition && { data: condition.values, shape: [length, condition.width] },
      target: target && { data: target.values, shape: targetShape },
      targetMask: target?.mask && { data: target.mask, shape: targetShape },
    }),
  }
}

/** Where an epoch begins: its number, and that of its first step. */
export interface EpochPosition {
  readonly seed: Stream
  readonly epoch: number
  readonly batchSize: number
  readonly firstStep: number
  /** How many minibatches of the epoch were taken before: none, unless training goes on from a checkpoint. */
  readonly taken?: number
}

/**
 * The noise of a step. The noise of a row depends on the seed, the name, the epoch and the index of the row, not on the
 * minibatch that the row is in.
 */
export const noiseFor = (
  model: Model,
  seed: Stream,
  { epoch, step }: { readonly epoch: number; readonly step: number },
  rows: Uint32Array,
): Named.Named<HostTensor> =>
  drawNoise(model.noise, rows.length, (name, per) =>
    per === 'row' ? [path(seed, 'noise', name, epoch), rows] : [path(seed, 'noise', name), [step]],
  )

/** The minibatches of an epoch, with the rows in a new random order. The last may be smaller, so no row is left out. */
export function* batches(
  model: Model,
  seed: Stream,
  data: Pick<Dataset, 'length'>,
  { epoch, batchSize, firstStep, taken = 0 }: Omit<EpochPosition, 'seed'>,
): Generator<Minibatch> {
  const order = permutation(path(seed, 'shuffle', epoch), data.length)
  for (let start = taken * batchSize, step = firstStep + taken; start < data.length; start += batchSize, step++) {
    const rows = order.slice(start, start + batchSize)
    yield { rows, noise: noiseFor(model, seed, { epoch, step }, rows) }
  }
}
