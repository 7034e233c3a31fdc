import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../../command.ts'

/** A file that is read right, whose mutations a reader must refuse or read. */
export interface Seed {
  /** The name of the source that reads it. */
  readonly source: string
  readonly ending: string
  readonly bytes: () => Uint8Array
  readonly settings?: object
}

const fixture = (name: string) => (): Uint8Array => readFileSync(join(root, 'test/fixtures', name))

const text = (content: string) => (): Uint8Array => new TextEncoder().encode(content)

const people = [
  'id,age,city,"says ""no""",day,income',
  ...Array.from(
    { length: 40 },
    (_, i) =>
      `P${i},${20 + i},"${['Rom', 'Köln', 'New\nYork'][i % 3]}",${i % 2 === 0 ? 'yes' : 'no'},2024-01-${10 + (i % 20)},${i * 1.25e3}`,
  ),
].join('\n')

const numbers = Array.from({ length: 50 }, (_, i) => [Math.sin(i), i, i / 7].join(';').replaceAll('.', ',')).join(
  '\r\n',
)

/** A line for each kind of file. */
export const seeds: ReadonlyArray<Seed> = [
  { source: 'csv', ending: '.csv', bytes: text(people), settings: { missing: 'mask' } },
  { source: 'csv', ending: '.csv', bytes: text(numbers) },
  { source: 'csv', ending: '.csv.gz', bytes: () => gzipSync(people) },
  { source: 'csv', ending: '.tsv', bytes: () => Buffer.from(`\uFEFF${people.replaceAll(',', '\t')}`, 'utf16le') },
  { source: 'npy', ending: '.npy', bytes: fixture('arrays/npy/f4-little.npy') },
  { source: 'npz', ending: '.npz', bytes: fixture('arrays/npz/deflated.npz'), settings: { array: 'X', label: 'y' } },
  { source: 'idx', ending: '', bytes: fixture('arrays/idx/images-idx3-ubyte') },
  { source: 'safetensors', ending: '.safetensors', bytes: fixture('arrays/safetensors/single.safetensors') },
  { source: 'matrixMarket', ending: '.mtx', bytes: fixture('arrays/mtx/real.mtx') },
  { source: 'mat', ending: '.mat', bytes: fixture('arrays/mat/single.mat') },
  { source: 'parquet', ending: '.parquet', bytes: fixture('formats/delta.parquet'), settings: { missing: 'mask' } },
  { source: 'arrow', ending: '.feather', bytes: fixture('formats/fixed.feather') },
]
