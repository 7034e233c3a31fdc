import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { decode, failure } from '../codec/index.ts'
import type { SourceSpec } from '../data/index.ts'
import { hasSetting, sourceAt } from '../data/index.ts'
import type { ModelFacts } from '../fitted/index.ts'
import { defaultTraining } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { overridesCodec } from '../format/index.ts'
import type { Optimiser } from '../optimisers/index.ts'
import { lookup } from '../registry/index.ts'
import { present } from '../tensor/present.ts'
import { firstWithRate } from './learningRate.ts'
import type { SpecFile } from './readSpec.ts'

/** What overrides the spec of an experiment. */
export interface Overrides {
  /** The path of a file of any format: replaces the path of the spec's source and keeps its other settings. */
  readonly data?: string | undefined
  /** The path of a CSV file with the target of each row: replaces the path of the spec's target and keeps its settings. */
  readonly target?: string | undefined
  /** The name of the source that reads `data`; its format by default. */
  readonly source?: string | undefined
  /** The column of labels of `data`. */
  readonly label?: string | undefined
  /** The column that names the rows. */
  readonly id?: string | undefined
  /** The columns that are not learnt. */
  readonly exclude?: ReadonlyArray<string> | undefined
  /** Whether missing cells are refused or left out of the loss. */
  readonly missing?: 'refuse' | 'mask' | undefined
  /** The columns of `data` that condition the model. */
  readonly condition?: ReadonlyArray<string> | undefined
  readonly epochs?: number | undefined
  readonly batchSize?: number | undefined
  readonly seed?: number | undefined
  /** The learning rate of the first update that has one. */
  readonly rate?: number | undefined
}

const wrongUsage = (where: string, expected: string, found: string, remedy: string): Fallible<never> =>
  failure({ fault: 'wrong usage', where, expected, found, remedy })

/** The settings that override those of the data, by the option that gives each. */
const dataSettings = ({ label, condition, id, exclude, missing }: Overrides) =>
  present({ label, condition, id, exclude, missing })

const unknownSetting = (option: string, source: string): Fallible<never> =>
  wrongUsage(
    `--${option}`,
    'data with columns',
    `the source "${source}", which has no setting ${option}`,
    'leave the option out, or name a table with --data',
  )

/** The source of an experiment: that of the spec with another path, or one for the format of the path. */
const sourceOf = (
  { sources }: Registry,
  before: SourceSpec | undefined,
  overrides: Overrides,
): Fallible<SourceSpec | undefined> => {
  const { data, source: name = before?.source ?? 'csv' } = overrides
  const settings = dataSettings(overrides)
  if (data === undefined && before === undefined) return Either.right(undefined)
  const definition = lookup(sources, data === undefined ? (before?.source ?? name) : name, 'data source')
  const unknown = Object.keys(settings).find((key) => !hasSetting(definition, key))
  if (unknown !== undefined) return unknownSetting(unknown, definition.name)
  const source = data === undefined ? before : sourceAt(definition, data, before)
  return Either.right(source === undefined ? undefined : { ...source, ...settings })
}

/** The target of an experiment: that of the spec with another path, or a CSV file. */
const targetOf = (before: SourceSpec | undefined, path: string | undefined): SourceSpec | undefined => {
  if (path === undefined) return before
  return { ...(before?.source === 'csv' ? before : { source: 'csv' }), path }
}

/** An optimiser with another learning rate: that of the first update that has one. */
const withRate = (optimiser: Optimiser, rate: number | undefined): Fallible<Optimiser> => {
  const at = firstWithRate(optimiser)
  const found = optimiser[at]?.['rate']
  if (rate === undefined) return Either.right(optimiser)
  if (typeof found !== 'number')
    return wrongUsage(
      '--rate',
      'an optimiser whose learning rate is a number',
      at < 0 ? 'updates without a learning rate' : 'a learning rate that follows a schedule',
      'change the optimiser in the spec',
    )
  return Either.right(optimiser.with(at, { ...optimiser[at], update: optimiser[at]?.update ?? '', rate }))
}

const missingData = (name: string): Fallible<never> =>
  failure({
    fault: 'missing data',
    where: name,
    expected: 'an experiment, which names its data',
    found: 'an autoencoder alone',
    remedy: 'add --data FILE, or export default experiment({ model, data, … })',
  })

/**
 * The experiment of a spec with what overrides it. An autoencoder alone is trained with the defaults for its model and
 * a number of rows.
 */
export const experimentOf = (
  { spec, name, registry }: SpecFile,
  model: ModelFacts,
  overrides: Overrides,
  rows = 1,
): Fallible<ExperimentSpec> => {
  const { kind: _, ...rest } = spec
  const { epochs, batchSize, seed, rate } = overrides
  return pipe(
    decode(overridesCodec, present({ epochs, batchSize, seed }), 'options'),
    Either.bindTo('given'),
    Either.bind('data', () => sourceOf(registry, 'model' in rest ? rest.data : undefined, overrides)),
    Either.flatMap(({ data, given }): Fallible<ExperimentSpec> => {
      if (data === undefined) return missingData(name)
      const target = present({ target: targetOf('model' in rest ? rest.target : undefined, overrides.target) })
      if (!('model' in rest)) {
        const training = defaultTraining(model, rows, present({ rate, epochs, batchSize }))
        return Either.right({ model: rest, data, ...target, ...training, ...given })
      }
      return pipe(
        withRate(rest.optimiser, rate),
        Either.map((optimiser) => ({ ...rest, data, ...target, optimiser, ...given })),
      )
    }),
  )
}
