import type { Dtype, HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { HostRows, HostWeights, Minibatch } from '../engine.ts'
import { selectRows } from '../selectRows.ts'
import { joinNoise, joinRows, joinWeights } from './names.ts'
import type { Feed } from './runtime.ts'

type NamedOf<T> = Named.Named<T>

/** Splits minibatches into runs of consecutive ones of one size, each of which one graph can train on. */
export const groupBySize = (batches: ReadonlyArray<Minibatch>): ReadonlyArray<ReadonlyArray<Minibatch>> => {
  const runs: Array<Array<Minibatch>> = []
  for (const batch of batches) {
    const last = runs.at(-1)
    if (last?.[0]?.rows.length === batch.rows.length) last.push(batch)
    else runs.push([batch])
  }
  return runs
}

/** Tensors of one shape, along a new first axis. */
export const stack = (tensors: ReadonlyArray<HostTensor>): HostTensor => {
  const [first = { shape: [], data: new Float32Array(0) }] = tensors
  const length = first.data.length * tensors.length
  const data = first.data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
  tensors.forEach((tensor, i) => data.set(tensor.data, i * first.data.length))
  return { shape: [tensors.length, ...first.shape], data }
}

/** The noise of minibatches, each tensor of shape [K, N, …]. */
export const stackNoise = (batches: ReadonlyArray<Minibatch>): NamedOf<HostTensor> =>
  Named.map(batches[0]?.noise ?? {}, (_, name) => stack(batches.map(({ noise }) => Named.get(noise, name))))

/** The row indices of minibatches, [K, N], or [K, members, N] of those of an ensemble. */
export const indexFeed = (batches: ReadonlyArray<Minibatch>, members = 1): Feed => {
  const size = batches[0]?.rows.length ?? 0
  const data = new Int32Array(size * batches.length)
  batches.forEach(({ rows }, i) => data.set(rows, i * size))
  return { data, shape: members === 1 ? [batches.length, size] : [batches.length, members, size / members] }
}

/** Copies only the rows that some minibatches use, and renumbers the minibatches to match. */
export const selectUsedRows = (
  data: HostRows,
  batches: ReadonlyArray<Minibatch>,
): readonly [HostRows, ReadonlyArray<Minibatch>] => {
  let next = 0
  const renumbered = batches.map(({ rows, noise }) => ({ rows: rows.map(() => next++), noise }))
  return [selectRows(data, indexFeed(batches).data), renumbered]
}

/** A tensor in a dtype: the same data if it has that dtype already. */
export const inDtype = ({ data, shape }: HostTensor, dtype: Dtype): HostTensor => {
  const hasDtype = dtype === 'float64' ? data instanceof Float64Array : data instanceof Float32Array
  return { shape, data: hasDtype ? data : dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data) }
}

const allInDtype = (tensors: NamedOf<HostTensor>, dtype: Dtype): NamedOf<HostTensor> =>
  Named.map(tensors, (tensor) => inDtype(tensor, dtype))

export const noiseFeeds = (noise: NamedOf<HostTensor>, dtype: Dtype): NamedOf<Feed> =>
  joinNoise(allInDtype(noise, dtype))

export const rowFeeds = (rows: HostRows, dtype: Dtype): NamedOf<Feed> => allInDtype(joinRows(rows), dtype)

export const weightFeeds = (weights: HostWeights, dtype: Dtype): NamedOf<Feed> =>
  allInDtype(joinWeights(weights), dtype)

export const numberFeed = (value: number, dtype: Dtype): Feed =>
  inDtype({ data: Float64Array.of(value), shape: [] }, dtype)
