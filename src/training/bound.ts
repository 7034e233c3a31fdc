import type { Dataset } from '../data/index.ts'
import { between } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Session, State } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { fillRows, path, stream } from '../random/index.ts'
import { product } from '../tensor/shape.ts'
import { rowsOf } from './batches.ts'

/** About so many codes are decoded at a time, in blocks of so many for each row. */
const codesAtOnce = 2000
const largestBlock = 100

/** Draws for the rows from one number on: a row's own numbers, whatever it stands beside. */
const drawsFor = (
  model: Model,
  { seed, block, count }: { readonly seed: number; readonly block: number; readonly count: number },
  [start, stop]: readonly [number, number],
): HostTensor => {
  const width = count * product(model.code)
  const data = new Float32Array((stop - start) * width)
  const rows = Uint32Array.from({ length: stop - start }, (_, i) => start + i)
  fillRows(path(stream(seed), 'bound', block), rows, width, { kind: 'normal' }, data)
  return { shape: [stop - start, count, ...model.code], data }
}

/** log (Σ exp of both), without overflow. */
const logAdd = (a: number, b: number): number => {
  const top = Math.max(a, b)
  return top === Number.NEGATIVE_INFINITY ? top : top + Math.log(Math.exp(a - top) + Math.exp(b - top))
}

/** So many draws in blocks. */
const blocksOf = (samples: number): ReadonlyArray<number> =>
  Array.from({ length: Math.ceil(samples / largestBlock) }, (_, i) =>
    Math.min(largestBlock, samples - i * largestBlock),
  )

/**
 * The importance-weighted bound of log p(x) of every row by so many codes: log (Σᵢ wᵢ / k). Blocks of codes are joined, so
 * that memory does not grow with k. For a model that `boundFault` finds nothing wrong with.
 */
export const boundOf = async (
  session: Session,
  model: Model,
  weights: Pick<State, 'parameters' | 'buffers'>,
  data: Dataset,
  { samples, seed = 0 }: { readonly samples: number; readonly seed?: number },
): Promise<Float64Array> => {
  const bounds = new Float64Array(data.length).fill(Number.NEGATIVE_INFINITY)
  for (const [block, count] of blocksOf(samples).entries()) {
    const size = Math.max(1, Math.floor(codesAtOnce / count))
    for (let start = 0; start < data.length; start += size) {
      const stop = Math.min(start + size, data.length)
      const draws = drawsFor(model, { seed, block, count }, [start, stop])
      const part = await session.importanceWeightedBound(weights, rowsOf(between(data, start, stop)), draws)
      part.data.forEach(
        (value, i) => (bounds[start + i] = logAdd(bounds[start + i] ?? 0, value + Math.log(count / samples))),
      )
    }
  }
  return bounds
}
