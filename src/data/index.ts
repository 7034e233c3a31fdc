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
export type { ConditionRows, Dataset, RawDataset, TargetRows } from './dataset.ts'
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
export type { Parts, Split, SplitRows } from './split.ts'
export { split, splitRows } from './split.ts'
export type { Collected, DateFormat } from './table/index.ts'
export type { ColumnSummary, DataSummary, Suspicion, TableSummary, TensorSummary } from './summary/index.ts'
export { summarise } from './summary/index.ts'
export { cellOf, cellRows, dateText, joined, listed, missingTest, secondsOf, textsOf } from './table/index.ts'
export type { Csr, SparseRows } from './sparseRows.ts'
export { denseRows, selectSparse, withoutNumbers } from './sparseRows.ts'
export type { Block, Part } from './streams/block.ts'
export { copyRow, emptyLike, firstRows } from './streams/block.ts'
export type { Reopen, SourceStream } from './streams/sourceStream.ts'
export { streamSource } from './streams/sourceStream.ts'
export { zipTarget } from './streams/zipTarget.ts'
export type { DatasetStream, SomeOf, StreamedRows } from './streams/stream.ts'
export { targetRows, withTarget } from './target.ts'
export type { FallibleTask } from './task.ts'
export { attempt, refused } from './task.ts'
export type { Windows, WindowSettings } from './windows.ts'
export { pointsOf, windowGap, windowRows, windowsCodec, windowsOf } from './windows.ts'
export { shortNumber } from './text/shortNumber.ts'
