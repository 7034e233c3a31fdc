import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { decode } from '../../codec/index.ts'
import type { RawDataset } from '../dataset.ts'
import type { SourceSpec } from '../sources/index.ts'
import { csvSettings, mnistSettings } from '../sources/index.ts'
import { readCsv } from './csv.ts'
import { readMnist } from './mnist.ts'
import type { FallibleTask } from '../task.ts'

export { readCsv } from './csv.ts'
export { binaryKind, headOf } from './magic.ts'
export { readMnist } from './mnist.ts'
export { faultOf } from '../system.ts'
export type { FallibleTask } from '../task.ts'
export { attempt, refused } from '../task.ts'

/** Rows, and a test set where the source has one of its own. */
export interface Loaded {
  readonly data: RawDataset
  readonly test?: RawDataset
}

/** The reader of each kind of source. */
const readers: Readonly<Record<string, (settings: unknown) => FallibleTask<Loaded>>> = {
  mnist: (settings) =>
    pipe(
      TaskEither.fromEither(decode(mnistSettings, settings, 'data')),
      TaskEither.flatMap(readMnist),
      TaskEither.map(([data, test]) => ({ data, test })),
    ),
  csv: (settings) =>
    pipe(
      TaskEither.fromEither(decode(csvSettings, settings, 'data')),
      TaskEither.flatMap(readCsv),
      TaskEither.map((data) => ({ data })),
    ),
}

/** Reads a source; paths are relative to the working directory. */
export const load = ({ source, ...settings }: SourceSpec): FallibleTask<Loaded> => {
  const reader = readers[source]
  if (reader === undefined) throw new Error(`no reader for the source "${source}"`)
  return reader(settings)
}
