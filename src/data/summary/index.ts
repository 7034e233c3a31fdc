export { summarise } from './summarise.ts'
export type { ColumnSummary, DataSummary, TableSummary, TensorSummary } from './summary.ts'
export type { Suspicion } from './suspicions.ts'
