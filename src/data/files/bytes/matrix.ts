import { product } from '../../../tensor/shape.ts'
import type { Chunk, RowStream } from '../../chunk.ts'
import { MatrixCollector } from '../../matrixMarket/collector.ts'
import type { Entries } from '../../matrixMarket/compressRows.ts'
import { compressRows } from '../../matrixMarket/compressRows.ts'
import type { MatrixHeader } from '../../matrixMarket/header.ts'
import type { RowFacts } from './arrayRows.ts'
import { factsBetween } from './arrayRows.ts'
import { broken } from './byteSource.ts'
import { openBytes, using } from './fileBytes.ts'
import { readMatrix } from './matrixLines.ts'
import { faulting } from './reading.ts'
import { sparseChunks } from './sparseRows.ts'

/** How a matrix becomes rows. */
export interface MatrixRows extends RowFacts {
  readonly isTransposed: boolean
  /** Only the first rows. */
  readonly rows?: number | undefined
  /** The column that each column of the file becomes; −1 leaves it out. */
  readonly kept?: Int32Array | undefined
}

/** The header of a MatrixMarket file. */
export const readMatrixHeader = (path: string): Promise<MatrixHeader> =>
  using(openBytes(path), async (source) => (await readMatrix(source)).header)

/** All entries of a file: they may stand in any order. */
const readEntries = (path: string, isTransposed: boolean): Promise<Entries> =>
  using(openBytes(path), async (source) => {
    const { header, lines } = await readMatrix(source)
    const collector = new MatrixCollector({ name: path, header, isTransposed })
    for await (const bytes of lines) {
      const fault = collector.add(bytes)
      if (fault !== undefined) throw broken(fault)
    }
    const entries = collector.end()
    if ('fault' in entries) throw broken(entries)
    return entries
  })

/** The entries of the columns that are kept. */
const keepColumns = ({ rows, columns, values }: Entries, kept: Int32Array): Entries => {
  let count = 0
  for (let i = 0; i < rows.length; i++) {
    const column = kept[columns[i] ?? 0] ?? -1
    if (column < 0) continue
    rows[count] = rows[i] ?? 0
    columns[count] = column
    values[count] = values[i] ?? 0
    count++
  }
  return { rows: rows.subarray(0, count), columns: columns.subarray(0, count), values: values.subarray(0, count) }
}

/** A dense matrix as rows: its cells came column by column. */
const denseChunk = ({ rows, columns, values }: Entries, length: number, width: number, facts: RowFacts): Chunk => {
  const all = values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) all[(rows[i] ?? 0) * width + (columns[i] ?? 0)] = values[i] ?? 0
  const sizes = [width]
  const part = all.subarray(0, length * product(sizes))
  return { kind: 'tensors', length, sizes, values: part, ...factsBetween(facts, 0, length) }
}

async function* chunksOf(
  path: string,
  header: MatrixHeader,
  length: number,
  options: MatrixRows,
): AsyncGenerator<Chunk> {
  const { isTransposed, kept } = options
  const [rows, columns] = isTransposed ? [header.columns, header.rows] : [header.rows, header.columns]
  const read = await readEntries(path, isTransposed)
  const entries = kept === undefined ? read : keepColumns(read, kept)
  const width = kept === undefined ? columns : kept.reduce((most, column) => Math.max(most, column + 1), 0)
  if (header.isCoordinate) yield* sparseChunks(compressRows(entries, rows), width, length, options)
  else yield denseChunk(entries, length, width, options)
}

/** The rows of a MatrixMarket file: sparse ones of a coordinate file, dense ones of an array file. */
export const matrixRows = (path: string, header: MatrixHeader, options: MatrixRows): RowStream => {
  const length = Math.min(options.isTransposed ? header.columns : header.rows, options.rows ?? Number.POSITIVE_INFINITY)
  return {
    length,
    chunks: {
      [Symbol.asyncIterator]: () => faulting(path, 'a MatrixMarket file', chunksOf(path, header, length, options)),
    },
  }
}
