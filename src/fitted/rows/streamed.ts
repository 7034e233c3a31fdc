import type { Fallible } from '../../codec/index.ts'
import { orThrow } from '../../codec/index.ts'
import type { DatasetStream, RawDataset } from '../../data/index.ts'
import type { Rows } from './rows.ts'

/**
 * Rows that are read anew for every epoch, where they do not fit in memory: `stream` begins at the first row every time,
 * and gives the same rows in the same order. Each item is one row as an array of numbers, or several rows as `fit` takes
 * them.
 */
export interface StreamedInput {
  readonly stream: () => AsyncIterable<Rows>
}

export const isStreamedInput = (rows: object): rows is StreamedInput => 'stream' in rows

export const isAsyncIterable = (rows: object): rows is AsyncIterable<Rows> => Symbol.asyncIterator in rows

/** Single rows are gathered to blocks of so many. */
const blockSize = 1024

const isRow = (item: Rows): item is ReadonlyArray<number> =>
  Array.isArray(item) && item.length > 0 && !item.some((entry) => typeof entry === 'object' && entry !== null)

/** How some rows become a data set; `where` names them in faults. */
type Read = (where: string, rows: Rows) => Fallible<RawDataset>

/** The rows of an async iterable as blocks, in order. Throws `IsthmusError` where a row is wrong. */
export async function* blocksFrom(items: AsyncIterable<Rows>, read: Read): AsyncGenerator<RawDataset> {
  let [gathered, first] = [new Array<ReadonlyArray<number>>(), 1]
  const next = (rows: Rows): RawDataset => {
    const block = orThrow(read(first === 1 ? 'data' : `data from row ${first} on`, rows))
    first += block.length
    gathered = []
    return block
  }
  for await (const item of items) {
    if (isRow(item)) gathered.push(item)
    if (gathered.length >= blockSize || (gathered.length > 0 && !isRow(item))) yield next(gathered)
    if (!isRow(item)) yield next(item)
  }
  if (gathered.length > 0) yield next(gathered)
}

/** Rows from code as a stream of data sets. */
export const streamFrom = ({ stream }: StreamedInput, read: Read): DatasetStream => ({
  open: () => blocksFrom(stream(), read),
})
