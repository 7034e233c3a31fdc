import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Settings } from '../../codec/index.ts'
import { decode, failure } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import { priorOf } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import { lookup, taggedCodec, noNested } from '../../registry/index.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { BuiltDensity, CodeDensity, Densities, DensitySpec, TrainingCodes } from './density.ts'

/** The codec of a density of a registry. */
export const densityCodec = memoizeWeak((densities: Densities): Codec<DensitySpec> =>
  taggedCodec('density', 'a density of codes', densities, {}),
)

/** The density that a model has where none is named: its prior; the codes themselves where they are quantised; else a mixture. */
export const defaultDensity = (model: Model): DensitySpec => {
  if (priorOf(model) !== undefined) return { density: 'prior' }
  const { distribution } = model.encoder
  return { density: distribution === undefined || distribution === 'gaussian' ? 'gaussianMixture' : 'empirical' }
}

/** A density for a model; faults where there is none of that name, or none for the model. */
export const buildDensity = (
  densities: Densities,
  json: unknown,
  model: Model,
  where = 'density',
): Fallible<{ readonly spec: DensitySpec; readonly built: BuiltDensity }> =>
  pipe(
    decode(densityCodec(densities), json, where),
    Either.bindTo('spec'),
    Either.bind('built', ({ spec: { density, ...settings } }) =>
      lookup(densities, density, 'density of codes').build(settings, model, { where, nested: noNested }),
    ),
  )

/** A density with what it kept of the codes of training rows: plain data. */
export interface FittedDensity {
  readonly spec: DensitySpec
  readonly fitted: Settings
}

const withoutTraining = ({ density }: DensitySpec, where: string): Fallible<never> =>
  failure({
    fault: 'missing rows',
    where,
    expected: `training rows, as the density "${density}" is fitted on their codes`,
    found: 'none',
    remedy: 'give them: { training: rows }; a run has its own',
  })

const notFinite = (where: string): Fallible<never> =>
  failure({
    fault: 'not finite',
    where: `${where}: the codes of the training rows`,
    expected: 'finite numbers',
    found: 'others',
    remedy: 'check the training of the model: its weights give codes that are no numbers',
  })

const isFinite = ({ codes }: TrainingCodes): boolean => codes.values.every((value) => Number.isFinite(value))

/** Fits a density that was built, on codes of training rows where it needs them. */
export const fitBuilt = (
  { spec, built }: { readonly spec: DensitySpec; readonly built: BuiltDensity },
  training: TrainingCodes | undefined,
  from: Stream,
  where = 'density',
): Fallible<FittedDensity> => {
  if (built.needsTraining && (training === undefined || training.codes.length === 0))
    return withoutTraining(spec, where)
  if (built.needsTraining && training !== undefined && !isFinite(training)) return notFinite(where)
  const nothing = { length: 0, width: 0, values: new Float64Array(0) }
  return pipe(
    built.fit(training ?? { codes: nothing }, from),
    Either.map((fitted) => ({ spec, fitted })),
  )
}

/** A fitted density, ready to use for the model that it was fitted for; faults where what it kept is not its own. */
export const densityFrom = (
  densities: Densities,
  { spec, fitted }: FittedDensity,
  model: Model,
  where = 'density',
): Fallible<CodeDensity> =>
  pipe(
    buildDensity(densities, spec, model, where),
    Either.flatMap(({ built }) =>
      pipe(
        decode(built.fitted, fitted, `${where}.fitted`),
        Either.map((state) => built.density(state)),
      ),
    ),
  )
