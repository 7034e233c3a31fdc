import type { Dataset, SparseRows, StreamedRows } from '../data/index.ts'

/** Rows to train on: in memory, dense or sparse, or read anew for every epoch. */
export type TrainingRows = Dataset | SparseRows | StreamedRows

export const isStreamed = (rows: TrainingRows): rows is StreamedRows => 'open' in rows

export const isSparse = (rows: TrainingRows): rows is SparseRows => 'csr' in rows
