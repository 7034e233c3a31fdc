import type { Dataset } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { HostRows, Minibatch } from '../engines/index.ts'
import { drawNoise } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path, permutation } from '../random/index.ts'
import type * as Named from '../tensor/named.ts'

/** A data set as an engine takes it. */
export const rowsOf = ({ values, mask, weights, condition, length, sizes }: Dataset): HostRows => {
  const shape = [length, ...sizes]
  return {
    x: { data: values, shape },
    ...(mask === undefined ? {} : { mask: { data: mask, shape } }),
    ...(weights === undefined ? {} : { weight: { data: weights, shape: [length] } }),
    ...(condition === undefined ? {} : { condition: { data: condition.values, shape: [length, condition.width] } }),
  }
}

/**
 * The noise of a step. What a row gets depends on the seed, the name, the epoch and the row's own number, never on
 * the batch that it is in.
 */
const noiseFor = (
  model: Model,
  seed: Stream,
  { epoch, step }: { readonly epoch: number; readonly step: number },
  rows: Uint32Array,
): Named.Named<HostTensor> =>
  drawNoise(model.noise, rows.length, (name, per) =>
    per === 'row' ? [path(seed, 'noise', name, epoch), rows] : [path(seed, 'noise', name), [step]],
  )

/** The minibatches of an epoch in a fresh random order; the last may be short, so no row is left out. */
export function* batches(
  model: Model,
  seed: Stream,
  data: Dataset,
  { epoch, batchSize, firstStep }: { readonly epoch: number; readonly batchSize: number; readonly firstStep: number },
): Generator<Minibatch> {
  const order = permutation(path(seed, 'shuffle', epoch), data.length)
  for (let start = 0, step = firstStep; start < data.length; start += batchSize, step++) {
    const rows = order.slice(start, start + batchSize)
    yield { rows, noise: noiseFor(model, seed, { epoch, step }, rows) }
  }
}
