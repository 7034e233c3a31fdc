import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const jsonSettings = struct({ path: string('the path of a JSON file', { minLength: 1 }) }, tableFields)

/**
 * A JSON file: a list of rows, as `ndjson` has them on its lines; or an object of columns, as pandas' `to_json` writes
 * with `orient` `columns` (the default), `list` or `split`. It is parsed whole; large data belong into `ndjson`.
 */
export type JsonSettings = TypeOf<typeof jsonSettings>

export const json = defineSource(
  {
    name: 'json',
    summary: 'A JSON file: a list of rows, which are objects or lists of numbers, or an object of columns.',
    codec: jsonSettings,
    endings: ['.json', '.json.gz'],
    isTable: true,
    example: { path: 'people.json' },
  },
  (specify) =>
    (path: string, settings: Omit<JsonSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
