import type { SparseChunk } from '../../chunk.ts'
import type { SparseRows } from '../../matrixMarket/compressRows.ts'
import type { RowFacts } from './arrayRows.ts'
import { factsBetween } from './arrayRows.ts'

/** How many entries a chunk of sparse rows has at most, and how many rows. */
const [chunkEntries, chunkRows] = [2 ** 20, 2 ** 16]

/** Where a chunk that begins at a row ends. */
const chunkEnd = (offsets: ArrayLike<number>, from: number, length: number): number => {
  const most = Math.min(length, from + chunkRows)
  let to = from + 1
  while (to < most && (offsets[to + 1] ?? 0) - (offsets[from] ?? 0) <= chunkEntries) to++
  return to
}

/** The first rows and the places of their entries, a chunk at a time. */
export function* sparseParts(
  offsets: ArrayLike<number>,
  length: number,
): Generator<{ readonly from: number; readonly to: number; readonly offsets: Uint32Array }> {
  for (let from = 0; from < length;) {
    const to = chunkEnd(offsets, from, length)
    const begin = offsets[from] ?? 0
    yield { from, to, offsets: Uint32Array.from({ length: to - from + 1 }, (_, i) => (offsets[from + i] ?? 0) - begin) }
    from = to
  }
}

/** Sparse rows in memory as chunks that see the same memory. */
export function* sparseChunks(
  rows: SparseRows,
  width: number,
  length: number,
  facts: RowFacts,
): Generator<SparseChunk> {
  for (const { from, to, offsets } of sparseParts(rows.offsets, length)) {
    const [begin, end] = [rows.offsets[from] ?? 0, rows.offsets[to] ?? 0]
    yield {
      kind: 'sparse',
      length: to - from,
      width,
      offsets,
      indices: rows.indices.subarray(begin, end),
      values: rows.values.subarray(begin, end),
      ...factsBetween(facts, from, to),
    }
  }
}
