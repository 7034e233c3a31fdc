import type { Dataset } from './dataset.ts'
import { select } from './dataset.ts'

/** A matrix with few entries other than 0, in compressed sparse rows (CSR). */
export interface Csr {
  /** [rows + 1]: the entries of row i are those from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array
  /** The column of each entry. */
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/**
 * Rows that are vectors with few entries other than 0: what matrices of counts take little memory as. They become dense a
 * block at a time.
 */
export interface SparseRows extends Omit<Dataset, 'values' | 'mask'> {
  readonly csr: Csr
  /** What is done with rows once they are dense: preprocessing, which may fill the zeros. */
  readonly seen?: (rows: Dataset) => Dataset
}

/** What is known of sparse rows beside their numbers, as rows whose zeros take no memory yet. */
export const withoutNumbers = ({ csr: _, seen: _seen, ...rows }: SparseRows): Dataset => ({
  ...rows,
  values: new Float32Array(0),
})

const writeEntries = ({ offsets, indices, values }: Csr, rows: ArrayLike<number>, out: Float32Array): void => {
  const width = rows.length === 0 ? 0 : out.length / rows.length
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
  writeEntries(sparse.csr, rows, dense.values)
  return sparse.seen === undefined ? dense : sparse.seen(dense)
}

const selectCsr = (from: Csr, rows: ArrayLike<number>): Csr => {
  const offsets = new Uint32Array(rows.length + 1)
  const rangeOf = (i: number): readonly [number, number] => {
    const row = rows[i] ?? 0
    return [from.offsets[row] ?? 0, from.offsets[row + 1] ?? 0]
  }
  for (let i = 0; i < rows.length; i++) {
    const [start, stop] = rangeOf(i)
    offsets[i + 1] = (offsets[i] ?? 0) + stop - start
  }
  const entries = offsets[rows.length] ?? 0
  const [indices, values] = [new Uint32Array(entries), new Float32Array(entries)]
  for (let i = 0; i < rows.length; i++) {
    const [start, stop] = rangeOf(i)
    indices.set(from.indices.subarray(start, stop), offsets[i] ?? 0)
    values.set(from.values.subarray(start, stop), offsets[i] ?? 0)
  }
  return { offsets, indices, values }
}

/** The rows of these numbers, still sparse, in their order. */
export const selectSparse = (sparse: SparseRows, rows: ArrayLike<number>): SparseRows => {
  const { sizes: _, values: _values, ...known } = select({ ...withoutNumbers(sparse), sizes: [0] }, rows)
  return { ...sparse, ...known, csr: selectCsr(sparse.csr, rows) }
}
