export type {
  Cells,
  Chunk,
  NumberCells,
  Numbers,
  RowStream,
  SparseChunk,
  TableChunk,
  TensorChunk,
  TextCells,
} from './chunk.ts'
export type { ConditionRows, Dataset, RawDataset } from './dataset.ts'
export { between, compact, copyRows, select, take } from './dataset.ts'
export type {
  BinaryColumn,
  CategoryColumn,
  ColumnSchema,
  CountColumn,
  DateColumn,
  IdColumn,
  NumberColumn,
  Schema,
  TextColumn,
} from './schema.ts'
export type {
  BuiltSource,
  CsvSettings,
  MnistSettings,
  Opened,
  Source,
  SourceDefinition,
  Sources,
  SourceSpec,
  TableSettings,
} from './sources/index.ts'
export { collect } from './collect.ts'
export {
  buildSource,
  csv,
  csvSettings,
  defineSource,
  hasSetting,
  kinds,
  mnist,
  mnistSettings,
  rowsFrom,
  sourceAt,
  sourceCodec,
  sources,
  tableFields,
  textTableFields,
} from './sources/index.ts'
export { schemaCodec } from './schemaCodec.ts'
export type { Parts, Split } from './split.ts'
export { split } from './split.ts'
export type { Collected, DateFormat } from './table/index.ts'
export type { ColumnSummary, DataSummary, Suspicion, TableSummary, TensorSummary } from './summary/index.ts'
export { summarise } from './summary/index.ts'
export { cellOf, cellRows, dateText, joined, listed, missingTest, secondsOf } from './table/index.ts'
export type { FallibleTask } from './task.ts'
export { attempt, refused } from './task.ts'
