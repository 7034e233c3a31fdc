import type { Dataset } from 'h5wasm/node'
import { orThrow } from '../../../codec/index.ts'
import { product } from '../../../tensor/shape.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { byteLength, checkLayout, rowSizes } from '../../arrays/arrayLayout.ts'
import type { Numbers, RowStream, TensorChunk } from '../../chunk.ts'
import type { RowFacts } from '../bytes/arrayRows.ts'
import { factsBetween } from '../bytes/arrayRows.ts'
import { faulting } from '../bytes/reading.ts'
import { fortranColumns, spreadColumns } from '../bytes/readRows.ts'
import type { Hdf5File } from './openHdf5.ts'
import { guarded, needDataset, openHdf5 } from './openHdf5.ts'
import { expectPlausible, notNumbers, numberType, readNumbers } from './values.ts'

/** How a dataset becomes rows. */
export interface DenseRows extends RowFacts {
  /** Only the first rows. */
  readonly rows?: number | undefined
  /** Whether the axes stand in the other order, as in MATLAB's files: the last one counts the rows. */
  readonly isReversed?: boolean
}

/** What the rows of a dataset are. */
export const layoutOf = (hdf5: Hdf5File, dataset: Dataset, isReversed = false): ArrayLayout => {
  const type = numberType(hdf5, dataset)
  if (type === undefined) throw notNumbers(hdf5, dataset)
  const shape = guarded(hdf5.path, () => dataset.shape) ?? []
  const layout = { type, shape: isReversed ? shape.toReversed() : shape, isFortran: isReversed, start: 0 }
  const checked = orThrow(checkLayout(layout, `${hdf5.path}, "${dataset.path}"`))
  expectPlausible(hdf5, dataset, byteLength(checked))
  return checked
}

/** How many bytes are read at a time, and how many at most to end with whole chunks of the file. */
const [chunkBytes, maxChunkBytes] = [2 ** 22, 2 ** 26]

/** How many rows are read at a time: whole chunks of the file, where they are not too large. */
const stepOf = (dataset: Dataset, layout: ArrayLayout): number => {
  const row = product(rowSizes(layout)) * layout.type.bytes
  const step = Math.max(1, Math.floor(chunkBytes / row))
  const chunk = layout.isFortran ? 1 : (dataset.metadata.chunks?.[0] ?? 1)
  const whole = Math.ceil(step / chunk) * chunk
  return whole * row <= maxChunkBytes ? whole : step
}

async function* chunksOf(
  path: string,
  name: string,
  layout: ArrayLayout,
  length: number,
  facts: RowFacts,
): AsyncGenerator<TensorChunk> {
  const hdf5 = await openHdf5(path)
  try {
    const dataset = needDataset(hdf5, name)
    const sizes = rowSizes(layout)
    const columns = layout.isFortran ? fortranColumns(sizes) : undefined
    const step = guarded(path, () => stepOf(dataset, layout))
    for (let from = 0; from < length; from += step) {
      const to = Math.min(length, from + step)
      const read = readNumbers(hdf5, dataset, from, to, columns === undefined ? 0 : layout.shape.length - 1)
      const values: Numbers = columns === undefined ? read : spreadColumns(read, columns)
      yield { kind: 'tensors', length: to - from, sizes, values, ...factsBetween(facts, from, to) }
    }
  } finally {
    await hdf5.close()
  }
}

/** The rows of a dataset as a stream. */
export const denseRows = (path: string, name: string, layout: ArrayLayout, options: DenseRows): RowStream => {
  const length = Math.min(layout.shape[0] ?? 0, options.rows ?? Number.POSITIVE_INFINITY)
  return {
    length,
    chunks: {
      [Symbol.asyncIterator]: () => faulting(path, 'an HDF5 file', chunksOf(path, name, layout, length, options)),
    },
  }
}
