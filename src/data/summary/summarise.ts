import type { Chunk, RowStream, SparseChunk, TableChunk, TensorChunk } from '../chunk.ts'
import type { TableSettings } from '../sources/table.ts'
import type { DataSummary } from './summary.ts'
import { summariseTable } from './summariseTable.ts'
import { summariseTensors } from './summariseTensors.ts'

/** The chunks of a stream from its first on, which was read to see of what kind they are. */
async function* from<C extends Chunk>(
  first: C,
  rest: AsyncIterator<Chunk>,
  isOne: (chunk: Chunk) => chunk is C,
  most: number,
): AsyncGenerator<C> {
  let left = most
  for (let chunk: Chunk | undefined = first; chunk !== undefined && isOne(chunk) && left > 0;) {
    left -= chunk.length
    yield chunk
    const next: IteratorResult<Chunk> = await rest.next()
    chunk = next.done === true ? undefined : next.value
  }
  await rest.return?.()
}

const isTable = (chunk: Chunk): chunk is TableChunk => chunk.kind === 'table'
const isTensors = (chunk: Chunk): chunk is TensorChunk | SparseChunk => chunk.kind !== 'table'

/**
 * What a source holds: its columns or sizes, ranges, missing entries, constants, duplicates and what is odd about it, in
 * one pass. Reading stops after the chunk with the row `rows` of the settings. Undefined where there are no rows.
 */
export const summarise = async (
  { chunks }: RowStream,
  settings: TableSettings = {},
): Promise<DataSummary | undefined> => {
  const iterator = chunks[Symbol.asyncIterator]()
  const { done, value } = await iterator.next()
  if (done === true) return undefined
  const most = settings.rows ?? Number.POSITIVE_INFINITY
  return isTable(value)
    ? summariseTable(from(value, iterator, isTable, most), settings)
    : summariseTensors(from(value, iterator, isTensors, most))
}
