import type { TypeOf } from '../../codec/index.ts'
import { boolean, string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const anndataSettings = struct(
  { path: string('the path of an AnnData file (.h5ad)', { minLength: 1 }) },
  {
    layer: string('the name of a layer', { minLength: 1 }),
    raw: boolean,
    label: string('the name of a column of obs', { minLength: 1 }),
    ...arrayFields,
  },
)

/**
 * The matrix X of an AnnData file, dense or sparse, or the layer that `layer` names; with `raw` the X of `raw`, which
 * often holds the counts. Rows are observations with their names as ids, columns are variables with theirs. `label` is
 * a column of `obs`: categories, text, numbers or booleans; a missing one is the empty text. `rows` reads only the first
 * rows. Needs the package `h5wasm`.
 */
export type AnndataSettings = TypeOf<typeof anndataSettings>

export const anndata = defineSource(
  {
    name: 'anndata',
    summary: 'An AnnData file (.h5ad): X or a layer, dense or sparse, by the package h5wasm.',
    codec: anndataSettings,
    endings: ['.h5ad'],
    example: { path: 'pbmc.h5ad', layer: 'counts', label: 'cell_type' },
  },
  (specify) =>
    (path: string, settings: Omit<AnndataSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
