import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const ndjsonSettings = struct(
  { path: string('the path of a file of newline-delimited JSON', { minLength: 1 }) },
  tableFields,
)

/**
 * Newline-delimited JSON: on each line a row, an object of columns or a list of numbers. A key that a row lacks, and
 * null, are missing cells. Nested lists of numbers, of one shape in all rows, are vectors: with no other feature the rows
 * are tensors of that shape, else each entry is a column (`x.0`, `x.1`, …). A whole number that float64 does not hold is
 * refused. The file may be compressed with gzip.
 */
export type NdjsonSettings = TypeOf<typeof ndjsonSettings>

export const ndjson = defineSource(
  {
    name: 'ndjson',
    summary: 'Newline-delimited JSON (NDJSON, JSON Lines): a row on each line, an object or a list of numbers.',
    codec: ndjsonSettings,
    endings: ['.ndjson', '.jsonl', '.ndjson.gz', '.jsonl.gz'],
    isTable: true,
    example: { path: 'people.ndjson' },
  },
  (specify) =>
    (path: string, settings: Omit<NdjsonSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
