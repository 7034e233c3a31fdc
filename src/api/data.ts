/** Data sets in memory, and tensors as safetensors files. */
export type { Chunk, Opened, RowStream, Source, SourceDefinition } from '../data/index.ts'
export { defineSource, pointsOf, rowsFrom, select, split, take, windowsOf } from '../data/index.ts'
export { decodeSafetensors, decodeSafetensorsFile, encodeSafetensors } from '../data/safetensors.ts'
export type { Column, GivenRow, RowOf, TableType } from '../dsl/index.ts'
export { count, number, oneOf, table, yesNo } from '../dsl/index.ts'
export { datasetOf } from '../fitted/index.ts'
