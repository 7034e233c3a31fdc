import { present } from '../../../tensor/present.ts'
import { product } from '../../../tensor/shape.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { byteLength, rowSizes } from '../../arrays/arrayLayout.ts'
import type { RowStream, TensorChunk } from '../../chunk.ts'
import { broken, expectBytes, expectEnd, expectNoMore } from './byteSource.ts'
import type { ByteSource } from './byteSource.ts'
import { expansionFault } from './expansion.ts'
import type { OpenBytes } from './fileBytes.ts'
import { faulting } from './reading.ts'
import { readRows } from './readRows.ts'

/** What is known of rows beside their numbers. */
export interface RowFacts {
  readonly labels?: ReadonlyArray<string> | undefined
  readonly columns?: ReadonlyArray<string> | undefined
  readonly ids?: ReadonlyArray<string> | undefined
}

/** The facts that chunks carry. */
type ChunkFacts = Pick<TensorChunk, 'labels' | 'columns' | 'ids'>

/** The facts of the rows from one number up to another. */
export const factsBetween = ({ labels, columns, ids }: RowFacts, from: number, to: number): ChunkFacts =>
  present({ labels: labels?.slice(from, to), columns, ids: ids?.slice(from, to) })

/** How many bytes of a file become one chunk; more in Fortran order, where a chunk is read in as many pieces as columns. */
const [chunkBytes, fortranChunkBytes] = [2 ** 22, 2 ** 26]

/** How the rows of an array are read, beside its layout. */
export interface ArrayRows extends RowFacts {
  readonly where: string
  /** Only the first rows. */
  readonly rows?: number | undefined
  /** Whether bytes behind the array are a fault, where the source does not know its size. */
  readonly isLast?: boolean
}

async function* chunksOf(
  open: () => Promise<OpenBytes>,
  layout: ArrayLayout,
  length: number,
  options: ArrayRows,
): AsyncGenerator<TensorChunk> {
  const source = await open()
  try {
    const read = await readRows(source, layout)
    const sizes = rowSizes(layout)
    const step = Math.max(
      1,
      Math.floor((layout.isFortran ? fortranChunkBytes : chunkBytes) / (product(sizes) * layout.type.bytes)),
    )
    for (let from = 0; from < length; from += step) {
      const to = Math.min(length, from + step)
      const values = await read(from, to)
      yield { kind: 'tensors', length: to - from, sizes, values, ...factsBetween(options, from, to) }
    }
    if (options.isLast === true && length === layout.shape[0])
      await expectEnd(source, layout.start + byteLength(layout))
  } finally {
    await source.close()
  }
}

/** The rows of an array as a stream, which opens its source each time that it is read. */
export const arrayRows = (open: () => Promise<OpenBytes>, layout: ArrayLayout, options: ArrayRows): RowStream => {
  const length = Math.min(layout.shape[0] ?? 0, options.rows ?? Number.POSITIVE_INFINITY)
  return {
    length,
    chunks: {
      [Symbol.asyncIterator]: () =>
        faulting(options.where, 'an array of numbers', chunksOf(open, layout, length, options)),
    },
  }
}

/** Throws where a source cannot hold an array: before its rows are read, and before memory is taken. */
export const expectArray = (source: ByteSource, layout: ArrayLayout, isLast: boolean): void => {
  const end = layout.start + byteLength(layout)
  const fault = source.compressed === undefined ? undefined : expansionFault(source.name, source.compressed, end)
  if (fault !== undefined) throw broken(fault)
  expectBytes(source, end, 'numbers')
  if (isLast) expectNoMore(source, end)
}
