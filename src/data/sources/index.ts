import { definitionsIn } from '../../registry/index.ts'
import * as registry from './registry.ts'
import type { Sources } from './source.ts'

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
