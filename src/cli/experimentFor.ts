import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { SourceSpec } from '../data/index.ts'
import { defaultTraining } from '../fitted/index.ts'
import type { ExperimentSpec } from '../format/index.ts'
import { present } from '../tensor/present.ts'
import type { SpecFile } from './specFile.ts'

/** What the command line says instead of the spec. */
export interface Overrides {
  readonly data: string | undefined
  readonly label: string | undefined
  readonly condition: string | undefined
  readonly epochs: number | undefined
  readonly batchSize: number | undefined
  readonly seed: number | undefined
  readonly rate: number | undefined
}

const sourceOf = ({ data, label, condition }: Overrides): SourceSpec | undefined =>
  data === undefined
    ? undefined
    : {
        source: 'csv',
        path: data,
        ...(label === undefined ? {} : { label }),
        ...(condition === undefined ? {} : { condition: condition.split(',') }),
      }

/**
 * The experiment of a spec file, with what the command line says instead. An autoencoder alone is trained with the
 * defaults for a number of rows.
 */
export const experimentOf = (
  { spec, name }: SpecFile,
  values: Overrides,
  rows = 1,
): Either.Either<Faults, ExperimentSpec> => {
  const data = sourceOf(values)
  if (spec.kind === 'autoencoder' && data === undefined)
    return Either.left([
      {
        fault: 'missing data',
        where: name,
        expected: 'an experiment, which names its data',
        found: 'an autoencoder alone',
        remedy: 'add --data FILE.csv, or export default experiment({ model, data, … })',
      },
    ])
  const { kind: _, ...rest } = spec
  const { epochs, batchSize, seed, rate } = values
  const overrides = present({ data, epochs, batchSize, seed })
  if ('model' in rest) return Either.right({ ...rest, ...overrides })
  if (data === undefined) throw new Error('an autoencoder without data was refused before')
  const training = defaultTraining(rest, rows, present({ rate, epochs, batchSize }))
  return Either.right({ model: rest, data, ...training, ...overrides })
}
