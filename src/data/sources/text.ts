import type { TypeOf } from '../../codec/index.ts'
import { choice, string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const textSettings = struct(
  { path: string('the path of a text file, a folder of them, or a pattern such as letters/*.txt', { minLength: 1 }) },
  { by: choice('line', 'file'), ...tableFields },
)

/**
 * Text files: a file, those in a folder and the folders in it, or those that a pattern names, in the order of their paths. A
 * row is a line that is not blank, or with `by: 'file'` a whole file. The rows are a table with the column `text`; with
 * `label: 'folder'` the folder of the file is the label, with `id: 'file'` its path (and the number of the line) names the
 * row. The text is UTF-8, or UTF-16 where the file begins with its mark.
 */
export type TextSettings = TypeOf<typeof textSettings>

export const text = defineSource(
  {
    name: 'text',
    summary: 'Text files, a row for each line or for each file.',
    codec: textSettings,
    endings: ['.txt', '.txt.gz', '.md'],
    isTable: true,
    readsFolders: true,
    example: { path: 'letters' },
  },
  (specify) =>
    (path: string, settings: Omit<TextSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
