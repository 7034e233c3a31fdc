import type { Dataset } from '../data/index.ts'
import { between } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { HostWeights, Session } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { fillRows, path, stream } from '../random/index.ts'
import { product } from '../tensor/shape.ts'
import { rowsOf } from './batches.ts'

/** About how many codes are decoded in one call. */
const codesPerCall = 2000
/** The most codes of one row in one call. */
const maxBlock = 100

interface Draws {
  readonly seed: number
  readonly block: number
  readonly count: number
  readonly alike: boolean
}

/**
 * Noise draws for the rows `start` to `stop`. Those of a row depend on its index alone, not on the other rows; `alike` are
 * the same for every row.
 */
const drawsFor = (
  model: Model,
  { seed, block, count, alike }: Draws,
  [start, stop]: readonly [number, number],
): HostTensor => {
  const width = count * product(model.code)
  const data = new Float32Array((stop - start) * width)
  const rows = Uint32Array.from({ length: stop - start }, (_, i) => (alike ? 0 : start + i))
  fillRows(path(stream(seed), 'bound', block), rows, width, { kind: 'normal' }, data)
  return { shape: [stop - start, count, ...model.code], data }
}

/** log(exp a + exp b), without overflow. */
const logAdd = (a: number, b: number): number => {
  const top = Math.max(a, b)
  return top === Number.NEGATIVE_INFINITY ? top : top + Math.log(Math.exp(a - top) + Math.exp(b - top))
}

/** The sizes of the blocks that a number of samples is drawn in. */
const blocksOf = (samples: number): ReadonlyArray<number> =>
  Array.from({ length: Math.ceil(samples / maxBlock) }, (_, i) => Math.min(maxBlock, samples - i * maxBlock))

/**
 * The importance-weighted bound on log p(x) of each row, from k samples of its code: log (Σᵢ wᵢ / k). The samples are
 * drawn in blocks, so memory does not grow with k. With `alike` every row has the same draws, so that its bound does not
 * depend on its place. Only for a model in which `boundFault` finds no fault.
 */
export const boundOf = async (
  session: Session,
  model: Model,
  weights: HostWeights,
  data: Dataset,
  { samples, seed = 0, alike = false }: { readonly samples: number; readonly seed?: number; readonly alike?: boolean },
): Promise<Float64Array> => {
  const bounds = new Float64Array(data.length).fill(Number.NEGATIVE_INFINITY)
  for (const [block, count] of blocksOf(samples).entries()) {
    const size = Math.max(1, Math.floor(codesPerCall / count))
    for (let start = 0; start < data.length; start += size) {
      const stop = Math.min(start + size, data.length)
      const draws = drawsFor(model, { seed, block, count, alike }, [start, stop])
      const part = await session.importanceWeightedBound(weights, rowsOf(between(data, start, stop)), draws)
      part.data.forEach(
        (value, i) => (bounds[start + i] = logAdd(bounds[start + i] ?? 0, value + Math.log(count / samples))),
      )
    }
  }
  return bounds
}
