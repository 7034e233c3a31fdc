import type { FallibleTask } from '../../data/files/index.ts'
import type { RowsOut } from './rows.ts'

/** Writes rows in one format, to a path of the ending that it is known by. */
export interface Writer {
  readonly endings: ReadonlyArray<string>
  /** What it writes: columns of numbers and text, or one tensor of numbers. */
  readonly takes: 'table' | 'tensor'
  /** Writes to a path that does not exist yet; what is half written is removed by the caller. */
  readonly write: (path: string, rows: RowsOut) => FallibleTask<void>
}

/** How many rows are put together before they are given to the file. */
export const groupSize = 1024

/** The first row of each group of rows. */
export function* groups(
  length: number,
  size = groupSize,
): Generator<{ readonly start: number; readonly stop: number }> {
  for (let start = 0; start < length; start += size) yield { start, stop: Math.min(start + size, length) }
}
