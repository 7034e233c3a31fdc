import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const parquetSettings = struct({ path: string('the path of a Parquet file', { minLength: 1 }) }, tableFields)

/**
 * A Parquet file, compressed in any of its ways. Numbers, text, booleans (as text: true, false), dates and times (ISO 8601 in
 * UTC; times without a zone count as UTC) and decimals; null is a missing cell. Lists of numbers of one shape are vectors,
 * as in `ndjson`. A whole number or decimal that float64 does not hold is refused, as are bytes, maps and structs. Only the
 * columns that `columns`, `label` … name are read.
 */
export type ParquetSettings = TypeOf<typeof parquetSettings>

export const parquet = defineSource(
  {
    name: 'parquet',
    summary: 'A Parquet file, read a row group at a time; needs the packages hyparquet and hyparquet-compressors.',
    codec: parquetSettings,
    endings: ['.parquet', '.pq'],
    isTable: true,
    example: { path: 'people.parquet' },
  },
  (specify) =>
    (path: string, settings: Omit<ParquetSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
