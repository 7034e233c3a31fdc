import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const npySettings = struct(
  { path: string('the path of a NumPy file (.npy)', { minLength: 1 }) },
  { label: string('the path of a file of labels', { minLength: 1 }), ...arrayFields },
)

/**
 * An array of NumPy: its first axis counts the rows. `label` is a file with one label for each row: another `.npy`, an
 * IDX file, or text with one label on each line. `rows` reads only the first rows.
 */
export type NpySettings = TypeOf<typeof npySettings>

export const npy = defineSource(
  {
    name: 'npy',
    summary: 'A NumPy array (.npy) of numbers of any type, byte order and memory order.',
    codec: npySettings,
    endings: ['.npy'],
    example: { path: 'activations.npy' },
  },
  (specify) =>
    (path: string, settings: Omit<NpySettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
