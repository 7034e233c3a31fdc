import { definitionsIn } from '../../registry/index.ts'
import * as registry from './registry.ts'
import type { Sources } from './source.ts'

export type { ArrowSettings } from './arrow.ts'
export { arrow, arrowSettings } from './arrow.ts'
export type { JsonSettings } from './json.ts'
export { json, jsonSettings } from './json.ts'
export type { NdjsonSettings } from './ndjson.ts'
export { ndjson, ndjsonSettings } from './ndjson.ts'
export type { ParquetSettings } from './parquet.ts'
export { parquet, parquetSettings } from './parquet.ts'
export type { CsvSettings } from './csv.ts'
export { csv, csvSettings } from './csv.ts'
export type { MnistSettings } from './mnist.ts'
export { mnist, mnistSettings } from './mnist.ts'
export type { BuiltSource, Opened, Source, SourceDefinition, Sources, SourceSpec } from './source.ts'
export { buildSource, defineSource, hasSetting, rowsFrom, sourceCodec } from './source.ts'
export type { TableSettings } from './table.ts'
export { kinds, tableFields, textTableFields } from './table.ts'

/** The sources of the library by name. */
export const sources: Sources = definitionsIn(registry)
