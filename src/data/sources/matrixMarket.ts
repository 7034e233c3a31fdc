import type { TypeOf } from '../../codec/index.ts'
import { boolean, string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const matrixMarketSettings = struct(
  { path: string('the path of a MatrixMarket file (.mtx)', { minLength: 1 }) },
  { transpose: boolean, label: string('the path of a file of labels', { minLength: 1 }), ...arrayFields },
)

/**
 * A matrix in the MatrixMarket exchange format, which may be compressed with gzip: sparse rows from a coordinate file,
 * dense ones from an array file. With `transpose` its columns are the rows. `label` is a file with one label for each
 * row: text with one label on each line, a `.npy` or an IDX file. `rows` reads only the first rows.
 */
export type MatrixMarketSettings = TypeOf<typeof matrixMarketSettings>

export const matrixMarket = defineSource(
  {
    name: 'matrixMarket',
    summary: 'A MatrixMarket file (.mtx), sparse or dense, which may be compressed with gzip.',
    codec: matrixMarketSettings,
    endings: ['.mtx', '.mtx.gz'],
    example: { path: 'counts.mtx.gz' },
  },
  (specify) =>
    (path: string, settings: Omit<MatrixMarketSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
