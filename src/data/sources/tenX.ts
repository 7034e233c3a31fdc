import type { TypeOf } from '../../codec/index.ts'
import { choice, string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const tenXSettings = struct(
  { path: string('the path of a folder of 10x Genomics', { minLength: 1 }) },
  {
    names: choice('symbols', 'ids'),
    featureType: string('a type of features', { minLength: 1 }),
    label: string('the path of a file of labels', { minLength: 1 }),
    ...arrayFields,
  },
)

/**
 * A folder as Cell Ranger writes it: `matrix.mtx` with genes as rows and cells as columns, `barcodes.tsv`, and
 * `features.tsv` or `genes.tsv`, each of which may be compressed with gzip. The cells are the rows, in sparse form, and
 * the barcodes their ids; the columns are named by the `symbols` of the genes (the default; a name that occurs again gets
 * -1, -2, …, as in Scanpy) or by their `ids`. Of several types of features only those of `featureType` are read, without
 * it `Gene Expression`. `label` is a file with one label for each cell. `rows` reads only the first cells.
 */
export type TenXSettings = TypeOf<typeof tenXSettings>

export const tenX = defineSource(
  {
    name: 'tenX',
    summary: 'A 10x Genomics folder of counts: matrix.mtx, barcodes.tsv and features.tsv; the cells are the rows.',
    codec: tenXSettings,
    example: { path: 'filtered_feature_bc_matrix' },
  },
  (specify) =>
    (path: string, settings: Omit<TenXSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
