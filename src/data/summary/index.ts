export { summarise } from './summarise.ts'
export type { ColumnSummary, DataSummary, Suspicion, TableSummary, TensorSummary } from './summary.ts'
