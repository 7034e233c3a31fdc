import type { TypeOf } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { arrayFields } from './array.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const idxSettings = struct(
  { path: string('the path of an IDX file', { minLength: 1 }) },
  { label: string('the path of a file of labels', { minLength: 1 }), ...arrayFields },
)

/**
 * An IDX file, the format of MNIST, which may be compressed with gzip: its first axis counts the rows. `label` is a file
 * with one label for each row: another IDX file, a `.npy`, or text with one label on each line. `rows` reads only the
 * first rows.
 */
export type IdxSettings = TypeOf<typeof idxSettings>

export const idx = defineSource(
  {
    name: 'idx',
    summary: 'An IDX file, the format of MNIST, which may be compressed with gzip.',
    codec: idxSettings,
    endings: ['-ubyte', '-ubyte.gz', '.idx', '.idx.gz'],
    example: { path: 'train-images-idx3-ubyte.gz', label: 'train-labels-idx1-ubyte.gz' },
  },
  (specify) =>
    (path: string, settings: Omit<IdxSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
