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
export type { ConditionRows, Dataset, TargetRows } from './dataset.ts'
export { between, compact, copyRows, select, take } from './dataset.ts'
export type { ColumnSchema, Schema } from './schema.ts'
export type {
  BuiltSource,
  CsvSettings,
  MnistSettings,
  Opened,
  Source,
  SourceDefinition,
  Sources,
  SourceSpec,
} from './sources/index.ts'
export {
  csv,
  csvSettings,
  defineSource,
  mnist,
  mnistSettings,
  rowsFrom,
  sourceCodec,
  sources,
  tableFields,
} from './sources/index.ts'
export type { Parts, Split } from './split.ts'
export { split } from './split.ts'
export { targetRows, withTarget } from './target.ts'
export type { FallibleTask } from './task.ts'
export { attempt, refused } from './task.ts'
