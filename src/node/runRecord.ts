import { createHash } from 'node:crypto'
import type { TypeOf } from '../codec/index.ts'
import { choice, integer, number, record, string, struct } from '../codec/index.ts'
import type { ExperimentSpec } from '../format/index.ts'
import { version as formatVersion } from '../format/index.ts'
import type { Provenance, TrainedModel } from '../fitted/index.ts'
import { product } from '../tensor/shape.ts'
import { present } from '../tensor/present.ts'
import { pathOf } from './source.ts'

const count = integer({ minimum: 0 })

const dataCodec = struct(
  { source: string('a data source'), rows: count, columns: count },
  { path: string('the path of a file') },
)

/** What `run.json` holds. */
export const recordCodec = struct(
  {
    /** The version of the spec format. */
    isthmus: integer({ minimum: 1, maximum: formatVersion }),
    /** The version of the package that trained the run. */
    version: string('a version'),
    name: string(),
    /** When training ended, ISO 8601. */
    date: string('a date'),
    /** How long training took. */
    seconds: number({ minimum: 0 }),
    ending: choice('completed', 'stopped early', 'interrupted', 'not finite', 'broken data'),
    /** How many epochs were trained. */
    epochs: count,
    /** The epoch that the weights are of. */
    epoch: count,
    /** The step that the weights are of. */
    step: count,
    engine: string(),
    data: dataCodec,
    /** How many rows were used for training, validation and test, and for calibration where there were some. */
    rows: record(count),
    /** The sha256 of the other files. */
    files: record(string('a sha256')),
  },
  {
    /** The validation loss of the epoch that the weights are of. */
    validation: number(),
    /** Which rows the saved scores are of, which thresholds come from; training rows where it is not said. */
    scores: choice('calibration', 'validation', 'training'),
  },
)

export type RunRecord = TypeOf<typeof recordCodec>

/** What the record of a run says that its model does not. */
export interface RunFacts {
  readonly name: string
  readonly seconds: number
}

const factsOf = ({ version, date, ending, epochs, epoch, step, engine, rows, validation, scores }: Provenance) => ({
  version,
  date,
  ending,
  epochs,
  epoch,
  step,
  engine,
  rows,
  ...present({ validation, scores }),
})

/** The record of a run. */
export const recordOf = (
  { provenance, model }: TrainedModel,
  { data }: ExperimentSpec,
  { name, seconds }: RunFacts,
  files: Readonly<Record<string, string>> = {},
): RunRecord => ({
  isthmus: formatVersion,
  name,
  ...factsOf(provenance),
  seconds,
  data: {
    source: data.source,
    ...present({ path: pathOf(data) }),
    rows: Object.values(provenance.rows).reduce((sum, rows) => sum + rows, 0),
    columns: product(model.input),
  },
  files,
})

/** The sha256 of a file, in hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
