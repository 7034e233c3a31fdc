import type { RawDataset } from '../dataset.ts'
import type { Block } from './block.ts'

/** Rows that are not all in memory: they are read again for every pass, some of them at a time. */
export interface DatasetStream {
  /** Begins at the first row. The rows come in the same order every time. Throws `IsthmusError` where they cannot be read. */
  readonly open: () => AsyncIterable<RawDataset>
}

/** Some rows of a block, in order; all of them if none are named. */
export interface SomeOf {
  readonly block: Block
  readonly rows?: Uint32Array
}

/** Rows to train on that are not all in memory, as the model sees them. */
export interface StreamedRows {
  /** The number of rows, counted in a pass before training. */
  readonly length: number
  /** How many numbers a row has, all parts together. */
  readonly width: number
  /** Begins at the first row. The rows come in the same order every time, each block with the same parts. */
  readonly open: () => AsyncIterable<SomeOf>
  /** The number of rows in the shuffle buffer. */
  readonly buffer: number
}
