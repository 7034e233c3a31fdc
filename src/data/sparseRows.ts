import type { Dataset } from './dataset.ts'
import { select } from './dataset.ts'

/**
 * Rows that are vectors with few entries other than 0, in compressed sparse rows (CSR): what matrices of counts take
 * little memory as. They become dense a block at a time.
 */
export interface SparseRows extends Omit<Dataset, 'values' | 'mask'> {
  /** [length + 1]: the entries of row i are those from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array
  /** The column of each entry. */
  readonly indices: Uint32Array
  readonly values: Float32Array
  /** What the rows become once they are dense: preprocessing, which may fill the zeros. */
  readonly then?: (rows: Dataset) => Dataset
}

const widthOf = ({ sizes }: SparseRows): number => sizes.reduce((a, b) => a * b, 1)

/** What is known of sparse rows beside their numbers, as rows of zeros that take no memory yet. */
export const withoutNumbers = ({ offsets: _, indices: _indices, then: _then, ...rows }: SparseRows): Dataset => ({
  ...rows,
  values: new Float32Array(0),
})

const writeEntries = (sparse: SparseRows, rows: ArrayLike<number>, out: Float32Array): void => {
  const { offsets, indices, values } = sparse
  const width = widthOf(sparse)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const stop = offsets[row + 1] ?? 0
    for (let at = offsets[row] ?? 0; at < stop; at++) out[i * width + (indices[at] ?? 0)] = values[at] ?? 0
  }
}

/** The rows of these numbers as dense rows, in their order. */
export const denseRows = (sparse: SparseRows, rows: ArrayLike<number>): Dataset => {
  // Rows are chosen from no numbers at all, which leaves zeros to write the entries to.
  const dense = select(withoutNumbers(sparse), rows)
  writeEntries(sparse, rows, dense.values)
  return sparse.then === undefined ? dense : sparse.then(dense)
}

/** The rows of these numbers, still sparse, in their order. */
export const selectSparse = (sparse: SparseRows, rows: ArrayLike<number>): SparseRows => {
  const { offsets: from } = sparse
  const offsets = new Uint32Array(rows.length + 1)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    offsets[i + 1] = (offsets[i] ?? 0) + (from[row + 1] ?? 0) - (from[row] ?? 0)
  }
  const entries = offsets[rows.length] ?? 0
  const [indices, values] = [new Uint32Array(entries), new Float32Array(entries)]
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const [start, stop] = [from[row] ?? 0, from[row + 1] ?? 0]
    indices.set(sparse.indices.subarray(start, stop), offsets[i] ?? 0)
    values.set(sparse.values.subarray(start, stop), offsets[i] ?? 0)
  }
  const { sizes: _sizes, values: _values, ...known } = select({ ...withoutNumbers(sparse), sizes: [0] }, rows)
  return { ...sparse, ...known, offsets, indices, values }
}
