import type { Numbers } from '../chunk.ts'

/** The entries of a matrix in any order, and counted where a place has several. */
export interface Entries {
  readonly rows: Uint32Array
  readonly columns: Uint32Array
  readonly values: Numbers
}

/** A matrix in compressed sparse rows. */
export interface SparseRows {
  /** [rows + 1]: the entries of row i are those from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array
  readonly indices: Uint32Array
  readonly values: Numbers
}

const sameKind = (values: Numbers, length: number): Numbers =>
  values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)

const offsetsOf = (rows: Uint32Array, length: number): Uint32Array => {
  const offsets = new Uint32Array(length + 1)
  for (const row of rows) offsets[row + 1] = (offsets[row + 1] ?? 0) + 1
  for (let i = 0; i < length; i++) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0)
  return offsets
}

/** Moves entries to their rows, those of one row in the order in which they came. */
const placed = ({ rows, columns, values }: Entries, length: number): SparseRows => {
  const offsets = offsetsOf(rows, length)
  const next = offsets.slice()
  const indices = new Uint32Array(columns.length)
  const out = sameKind(values, values.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const at = next[row] ?? 0
    next[row] = at + 1
    indices[at] = columns[i] ?? 0
    out[at] = values[i] ?? 0
  }
  return { offsets, indices, values: out }
}

/** Sorts the entries of one row by column. */
const sortRow = ({ indices, values }: SparseRows, from: number, to: number): void => {
  const order = Array.from({ length: to - from }, (_, i) => from + i)
  order.sort((a, b) => (indices[a] ?? 0) - (indices[b] ?? 0) || a - b)
  const [columns, numbers] = [indices.slice(from, to), values.slice(from, to)]
  order.forEach((place, i) => {
    indices[from + i] = columns[place - from] ?? 0
    values[from + i] = numbers[place - from] ?? 0
  })
}

/** Adds up entries of one place, and moves the others together. */
const summed = ({ offsets, indices, values }: SparseRows): SparseRows => {
  const kept = offsets.slice()
  let end = 0
  for (let row = 0; row + 1 < offsets.length; row++) {
    const begin = end
    for (let i = offsets[row] ?? 0; i < (offsets[row + 1] ?? 0); i++) {
      if (end > begin && indices[end - 1] === indices[i]) values[end - 1] = (values[end - 1] ?? 0) + (values[i] ?? 0)
      else {
        indices[end] = indices[i] ?? 0
        values[end] = values[i] ?? 0
        end++
      }
    }
    kept[row + 1] = end
  }
  return { offsets: kept, indices: indices.subarray(0, end), values: values.subarray(0, end) }
}

/** Entries as compressed rows with rising columns; entries of one place are added up, as SciPy does. */
export const compressRows = (entries: Entries, length: number): SparseRows => {
  const sparse = placed(entries, length)
  const { offsets, indices } = sparse
  let isRepeated = false
  for (let row = 0; row < length; row++) {
    const [from, to] = [offsets[row] ?? 0, offsets[row + 1] ?? 0]
    let isSorted = true
    for (let i = from + 1; i < to; i++) isSorted &&= (indices[i - 1] ?? 0) <= (indices[i] ?? 0)
    if (!isSorted) sortRow(sparse, from, to)
    for (let i = from + 1; i < to; i++) isRepeated ||= indices[i - 1] === indices[i]
  }
  return isRepeated ? summed(sparse) : sparse
}

/** The same numbers as float32, if it keeps them all. */
export const narrowed = (values: Float64Array): Numbers => {
  for (const value of values) if (Math.fround(value) !== value && !Number.isNaN(value)) return values
  return Float32Array.from(values)
}
