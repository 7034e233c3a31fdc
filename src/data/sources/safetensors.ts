import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

const name = string('the name of a tensor', { minLength: 1 })

export const safetensorsSettings = struct(
  { path: string('the path of a safetensors file', { minLength: 1 }) },
  { tensor: name, label: name, ...arrayFields },
)

/**
 * A tensor of a safetensors file: its first axis counts the rows. `tensor` names it, where there are several; `label`
 * names a tensor with one number for each row. `rows` reads only the first rows.
 */
export type SafetensorsSettings = TypeOf<typeof safetensorsSettings>

export const safetensors = defineSource(
  {
    name: 'safetensors',
    summary: 'A tensor of a safetensors file: floats of 64, 32 or 16 bits, bfloat16, whole numbers, booleans.',
    codec: safetensorsSettings,
    endings: ['.safetensors'],
    example: { path: 'activations.safetensors', tensor: 'layers.6' },
  },
  (specify) =>
    (path: string, settings: Omit<SafetensorsSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
