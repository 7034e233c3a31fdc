import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

const name = string('the name of an array', { minLength: 1 })

export const npzSettings = struct(
  { path: string('the path of a NumPy archive (.npz)', { minLength: 1 }) },
  { array: name, label: name, ...arrayFields },
)

/**
 * An array of a NumPy archive: its first axis counts the rows. `array` names it, where there are several; `label` names
 * an array with one number or text for each row. `rows` reads only the first rows.
 */
export type NpzSettings = TypeOf<typeof npzSettings>

export const npz = defineSource(
  {
    name: 'npz',
    summary: 'An array of a NumPy archive (.npz), and labels from another one.',
    codec: npzSettings,
    endings: ['.npz'],
    example: { path: 'cardio.npz', array: 'X', label: 'y' },
  },
  (specify) =>
    (path: string, settings: Omit<NpzSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
