import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

const name = string('the path of a dataset in the file', { minLength: 1 })

export const hdf5Settings = struct(
  { path: string('the path of an HDF5 file', { minLength: 1 }) },
  { dataset: name, label: name, ...arrayFields },
)

/**
 * A dataset of an HDF5 file: its first axis counts the rows. `dataset` is its path in the file, where there are several;
 * `label` is the path of a dataset with one number or text for each row. `rows` reads only the first rows. Needs the
 * package `h5wasm`.
 */
export type Hdf5Settings = TypeOf<typeof hdf5Settings>

export const hdf5 = defineSource(
  {
    name: 'hdf5',
    summary: 'A dataset of an HDF5 file (.h5, .hdf5), by the package h5wasm.',
    codec: hdf5Settings,
    endings: ['.h5', '.hdf5'],
    example: { path: 'activations.h5', dataset: 'layers/6' },
  },
  (specify) =>
    (path: string, settings: Omit<Hdf5Settings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
