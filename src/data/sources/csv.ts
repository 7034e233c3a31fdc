import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields, textTableFields } from './table.ts'

export const csvSettings = struct(
  { path: string('the path of a CSV file', { minLength: 1 }) },
  {
    delimiter: string('a delimiter', { minLength: 1 }),
    ...textTableFields,
    ...tableFields,
  },
)

/**
 * A CSV file with a header line. Every column but `label` holds numbers; `label` may be anything and is not learnt.
 * `columns` chooses and orders the columns that are learnt. The columns of `condition` condition the model and are not
 * learnt. Empty cells are refused, or with `missing: 'mask'` left out of the loss. A relative path starts at the folder
 * of the spec file; if there is no such file, at the working directory. `rows` reads only the first rows.
 */
export type CsvSettings = TypeOf<typeof csvSettings>

export const csv = defineSource(
  {
    name: 'csv',
    summary: 'A CSV file, which may be compressed: a header line, and a row on each line.',
    codec: csvSettings,
    endings: ['.csv', '.tsv', '.csv.gz', '.tsv.gz'],
    isTable: true,
    example: { path: 'people.csv' },
  },
  (specify) =>
    (path: string, settings: Omit<CsvSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
