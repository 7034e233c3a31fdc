import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const arrowSettings = struct(
  { path: string('the path of an Arrow or Feather file', { minLength: 1 }) },
  tableFields,
)

/**
 * An Arrow IPC file or stream, or a Feather file (version 2), plain or compressed with LZ4 or ZSTD. The types become columns as in
 * `parquet`; dictionary columns are text. The file is read whole.
 */
export type ArrowSettings = TypeOf<typeof arrowSettings>

export const arrow = defineSource(
  {
    name: 'arrow',
    summary: 'An Arrow IPC file or stream, or a Feather file (version 2); needs the package @uwdata/flechette.',
    codec: arrowSettings,
    endings: ['.arrow', '.feather', '.ipc', '.arrows'],
    isTable: true,
    example: { path: 'people.feather' },
  },
  (specify) =>
    (path: string, settings: Omit<ArrowSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
