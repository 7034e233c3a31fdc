import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Dataset } from '../dataset.ts'
import type { SourceSpec } from '../source.ts'
import { csvSettings, mnistSettings } from '../source.ts'
import { readCsv } from './csv.ts'
import { readMnist } from './mnist.ts'

export { readCsv } from './csv.ts'
export { faultOf, systemFault } from './system.ts'

/** Rows, and a test set where the source has one of its own. */
export interface Loaded {
  readonly data: Dataset
  readonly test?: Dataset
}

type Result = Promise<Either.Either<Faults, Loaded>>

/** How each kind of source is read. */
const readers: Readonly<Record<string, (settings: unknown) => Result>> = {
  mnist: async (settings) => {
    const decoded = decode(mnistSettings, settings, 'data')
    if (Either.isLeft(decoded)) return decoded
    return Either.map(([data, test]: readonly [Dataset, Dataset]) => ({ data, test }))(await readMnist(decoded.right))
  },
  csv: async (settings) => {
    const decoded = decode(csvSettings, settings, 'data')
    if (Either.isLeft(decoded)) return decoded
    return Either.map((data: Dataset) => ({ data }))(await readCsv(decoded.right))
  },
}

/** Reads a source; paths are relative to the working directory. */
export const load = async ({ source, ...settings }: SourceSpec): Result => {
  const reader = readers[source]
  if (reader === undefined) throw new Error(`no reader for the source "${source}"`)
  return reader(settings)
}
