import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

const name = string('the name of a variable', { minLength: 1 })

export const matSettings = struct(
  { path: string('the path of a MATLAB file (.mat)', { minLength: 1 }) },
  { variable: name, label: name, ...arrayFields },
)

/**
 * A variable of a MATLAB file of version 5 to 7.3: numbers, whose first axis counts the rows, or a sparse matrix.
 * `variable` names it, where there are several; `label` names a variable with one number or text for each row: a vector, a
 * matrix of characters, or a cell array of texts. `rows` reads only the first rows. Version 7.3 is HDF5, which needs the
 * package `h5wasm`.
 */
export type MatSettings = TypeOf<typeof matSettings>

export const mat = defineSource(
  {
    name: 'mat',
    summary: 'A variable of a MATLAB file (.mat) of version 5 to 7.3, dense or sparse.',
    codec: matSettings,
    endings: ['.mat'],
    example: { path: 'cardio.mat', variable: 'X', label: 'y' },
  },
  (specify) =>
    (path: string, settings: Omit<MatSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
