import type { Dataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'

/** At most so many rows, evenly spaced. */
export const evenly = (rows: Dataset, count: number): Dataset =>
  rows.length <= count
    ? rows
    : select(
        rows,
        Array.from({ length: count }, (_, i) => Math.floor((i * rows.length) / count)),
      )
