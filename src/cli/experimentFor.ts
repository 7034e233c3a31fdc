import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { SourceSpec } from '../data/index.ts'
import { adam } from '../optimisers/registry.ts'
import { minMax } from '../preprocessing/registry.ts'
import type { ExperimentSpec } from '../format/index.ts'
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

/** What an autoencoder without an experiment is trained with. */
const around = (model: ExperimentSpec['model'], data: SourceSpec, { rate = 1e-3 }: Overrides): ExperimentSpec => ({
  model,
  data,
  preprocessing: [minMax()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(rate),
  ...(model.discriminator === undefined ? {} : { discriminatorOptimiser: adam(rate) }),
  epochs: 50,
  batchSize: 64,
})

/** The experiment of a spec file, with what the command line says instead. */
export const experimentOf = ({ spec, name }: SpecFile, values: Overrides): Either.Either<Faults, ExperimentSpec> => {
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
  const given = 'model' in rest ? rest : data === undefined ? undefined : around(rest, data, values)
  if (given === undefined) throw new Error('an autoencoder without data was refused before')
  const { epochs = given.epochs, batchSize = given.batchSize, seed = given.seed } = values
  return Either.right({
    ...given,
    epochs,
    batchSize,
    ...(seed === undefined ? {} : { seed }),
    ...(data === undefined ? {} : { data }),
  })
}
