import type { HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { Engine, HostRows, Minibatch, State } from '../engine.ts'
import { selectRows } from '../engine.ts'
import type { Feed } from './runtime.ts'

type NamedOf<T> = Named.Named<T>

type Dtype = Engine['dtype']

/** Consecutive minibatches of one size, which one graph can run. */
export const groupBySize = (batches: ReadonlyArray<Minibatch>): ReadonlyArray<ReadonlyArray<Minibatch>> => {
  const runs: Array<Array<Minibatch>> = []
  for (const batch of batches) {
    const last = runs.at(-1)
    if (last?.[0]?.rows.length === batch.rows.length) last.push(batch)
    else runs.push([batch])
  }
  return runs
}

const stacked = (tensors: ReadonlyArray<HostTensor>): HostTensor => {
  const [first = { shape: [], data: new Float32Array(0) }] = tensors
  const length = first.data.length * tensors.length
  const data = first.data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
  tensors.forEach((tensor, i) => data.set(tensor.data, i * first.data.length))
  return { shape: [tensors.length, ...first.shape], data }
}

/** The noise of minibatches by name, [K, N, …]. */
export const noiseFeeds = (batches: ReadonlyArray<Minibatch>): NamedOf<HostTensor> =>
  Named.map(batches[0]?.noise ?? {}, (_, name) => stacked(batches.map(({ noise }) => Named.get(noise, name))))

/** The rows of minibatches, [K, N]. */
export const indexOf = (batches: ReadonlyArray<Minibatch>): Feed => {
  const size = batches[0]?.rows.length ?? 0
  const data = new Int32Array(size * batches.length)
  batches.forEach(({ rows }, i) => data.set(rows, i * size))
  return { data, shape: [batches.length, size] }
}

/** Only the rows that some batches need, with batches that choose from them. */
export const selectUsedRows = (
  data: HostRows,
  batches: ReadonlyArray<Minibatch>,
): readonly [HostRows, ReadonlyArray<Minibatch>] => {
  let at = 0
  const moved = batches.map(({ rows, noise }) => ({ rows: rows.map(() => at++), noise }))
  return [selectRows(data, indexOf(batches).data), moved]
}

/** A tensor in a dtype: itself where it has it. */
export const inDtype = ({ data, shape }: HostTensor, dtype: Dtype) => {
  const fits = dtype === 'float64' ? data instanceof Float64Array : data instanceof Float32Array
  return { shape, data: fits ? data : dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data) }
}

/** Tensors below a scope, in the dtype of the graphs. */
export const tensorFeeds = (scope: string, tensors: NamedOf<HostTensor>, dtype: Dtype): NamedOf<Feed> =>
  Named.prefix(
    Named.map(tensors, (tensor) => inDtype(tensor, dtype)),
    scope,
  )

export const rowFeeds = ({ x, weight, mask, condition }: HostRows, dtype: Dtype): NamedOf<Feed> => ({
  x: inDtype(x, dtype),
  ...(weight === undefined ? {} : { weight: inDtype(weight, dtype) }),
  ...(mask === undefined ? {} : { mask: inDtype(mask, dtype) }),
  ...(condition === undefined ? {} : { condition: inDtype(condition, dtype) }),
})

export const weightFeeds = (
  { parameters, buffers }: Pick<State, 'parameters' | 'buffers'>,
  dtype: Dtype,
): NamedOf<Feed> => ({ ...tensorFeeds('parameters', parameters, dtype), ...tensorFeeds('buffers', buffers, dtype) })

export const numberFeed = (value: number, dtype: Dtype): Feed =>
  inDtype({ data: Float64Array.of(value), shape: [] }, dtype)
