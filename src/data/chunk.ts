import type { Sizes } from '../tensor/shape.ts'

/** Numbers as readers give them: float64 where the file holds more digits than float32 keeps. */
export type Numbers = Float32Array | Float64Array

/** Some cells of a column of a table: numbers, where NaN is a missing cell. */
export interface NumberCells {
  readonly kind: 'numbers'
  readonly values: Float64Array
  /** The few cells that are text among numbers, by their row in the chunk; their value is NaN. */
  readonly texts?: ReadonlyMap<number, string>
}

/** Some cells of a column of a table: text, as indices into its different values; −1 is a missing cell. */
export interface TextCells {
  readonly kind: 'text'
  readonly indices: Int32Array
  readonly values: ReadonlyArray<string>
}

export type Cells = NumberCells | TextCells

/** Some rows of a table, column by column, in the units of the file. */
export interface TableChunk {
  readonly kind: 'table'
  readonly length: number
  readonly columns: ReadonlyArray<{ readonly name: string; readonly cells: Cells }>
  /** The line of the file that each row begins at, where the file has lines; counted from 1. */
  readonly lines?: Uint32Array
}

/** How rows and their entries are named. */
interface Names {
  readonly labels?: ReadonlyArray<string>
  /** The names of the columns of rows that are vectors. */
  readonly columns?: ReadonlyArray<string>
  /** What names each row: the file of an image, the barcode of a cell. */
  readonly ids?: ReadonlyArray<string>
}

/** Some rows that are tensors of one shape: vectors, images, windows of a series. */
export interface TensorChunk extends Names {
  readonly kind: 'tensors'
  readonly length: number
  /** The sizes of one row: [784], [1, 28, 28]. */
  readonly sizes: Sizes
  /** length × sizes, row-major; NaN is a missing entry. */
  readonly values: Numbers
}

/** Some rows that are vectors with few entries other than 0, in compressed sparse rows (CSR). */
export interface SparseChunk extends Names {
  readonly kind: 'sparse'
  readonly length: number
  readonly width: number
  /** [length + 1]: the entries of row i are those from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array
  /** The column of each entry. */
  readonly indices: Uint32Array
  readonly values: Numbers
}

/** Some rows of a source. All chunks of one stream are of one kind, with the same columns or sizes. */
export type Chunk = TableChunk | TensorChunk | SparseChunk

/** The rows of a source, in order, a chunk at a time. */
export interface RowStream {
  /** The number of rows, where it is known before they are read. */
  readonly length?: number
  /** Ends early if the consumer does; throws `IsthmusError` where the file is broken. */
  readonly chunks: AsyncIterable<Chunk>
}
