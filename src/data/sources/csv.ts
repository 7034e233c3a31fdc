import type { TypeOf } from '../../codec/index.ts'
import { boolean, choice, integer, string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields, textTableFields } from './table.ts'

export const csvSettings = struct(
  { path: string('the path of a CSV file', { minLength: 1 }) },
  {
    delimiter: string('a delimiter', { minLength: 1 }),
    decimal: choice('.', ','),
    header: boolean,
    encoding: choice('utf-8', 'utf-16le', 'utf-16be', 'latin1'),
    skip: integer({ minimum: 0, maximum: 50 }),
    ...textTableFields,
    ...tableFields,
  },
)

/**
 * A table as text: a header line, and a row on each line. The delimiter, the mark of decimals, the encoding and whether there
 * is a header line are recognised and said, unless they are told; `skip` leaves out the first lines. What the columns hold is
 * inferred: numbers, counts, categories, yes and no, dates; `kinds` or `schema` say it. `columns` chooses and orders the
 * columns that are learnt, `exclude` leaves some out. `label`, `id` and `weight` are not learnt, nor are the columns of
 * `condition`, which condition the model. Missing cells (`missingWords`: empty, NA, n/a, null, ?, -, …) are refused, or with
 * `missing: 'mask'` left out of the loss. A relative path starts at the folder of the spec file; if there is no such file,
 * at the working directory; `-` is standard input. `rows` reads only the first rows.
 */
export type CsvSettings = TypeOf<typeof csvSettings>

export const csv = defineSource(
  {
    name: 'csv',
    summary: 'A CSV file, which may be compressed: a header line, and a row on each line.',
    codec: csvSettings,
    endings: ['.csv', '.tsv', '.tab', '.csv.gz', '.tsv.gz', '.csv.zst', '.tsv.zst'],
    isTable: true,
    example: { path: 'people.csv' },
  },
  (specify) =>
    (path: string, settings: Omit<CsvSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
