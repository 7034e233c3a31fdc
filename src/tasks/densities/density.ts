import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Settings } from '../../codec/index.ts'
import { erase } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainParts } from '../../registry/index.ts'
import { plainDefinition } from '../../registry/index.ts'
import type { Points } from '../../statistics/index.ts'

/** A density of codes as data: its name and its settings. */
export interface DensitySpec {
  readonly density: string
  readonly [setting: string]: unknown
}

/** The codes of training rows, which a density is fitted on. */
export interface TrainingCodes {
  /** Codes as the decoder meets them in training: for a Gaussian code one sample of the distribution of each row's code. */
  readonly codes: Points
  /** The mean and the standard deviation of each row's code, where the code is Gaussian. */
  readonly posteriors?: { readonly means: Points; readonly deviations: Points }
}

/** A distribution of codes, ready to use. */
export interface CodeDensity {
  /** Codes drawn from it; code i depends on the stream and on i alone. */
  readonly sample: (length: number, from: Stream) => Points
  /** log p(z) of every code, in nats; absent for codes that have no density. */
  readonly logDensity?: (codes: Points) => Float64Array
}

/** A density that is built for a model. */
export interface BuiltDensity {
  /** Whether it is fitted on codes of training rows. Without, `fit` does not look at them. */
  readonly needsTraining: boolean
  /** What it keeps of the codes of training rows: plain data. */
  readonly fit: (training: TrainingCodes, from: Stream) => Fallible<Settings>
  /** The codec of what `fit` keeps. */
  readonly fitted: Codec<Settings>
  /** The distribution that it is with what `fit` kept. */
  readonly density: (fitted: Settings) => CodeDensity
}

/** A density as a registry holds it; `defineCodeDensity` makes it. */
export type DensityDefinition = PlainDefinition<Model, BuiltDensity>

/** The densities that there are by name. */
export type Densities = Definitions<DensityDefinition>

/** What a density is for one model and some settings; `F` is what it keeps of the codes of training rows. */
export interface DensityParts<F extends object> {
  readonly needsTraining?: boolean
  readonly fitted: Codec<F>
  readonly fit: (training: TrainingCodes, from: Stream) => Fallible<F>
  readonly density: (fitted: F) => CodeDensity
}

/** A density whose type does not say what it keeps. */
export const densityOf = <F extends object>({
  needsTraining = true,
  fitted,
  fit,
  density,
}: DensityParts<F>): Fallible<BuiltDensity> =>
  Either.right({
    needsTraining,
    fitted: erase(fitted),
    fit: (training, from) =>
      pipe(
        fit(training, from),
        Either.map((found): Settings => Object.fromEntries(Object.entries(found))),
      ),
    density: (found) => {
      if (!fitted.is(found)) throw new Error('a density was fitted by another definition')
      return density(found)
    },
  })

/** What defines a density of codes: `build` says which models it is for. */
export type CodeDensityDefinition<S extends object> = PlainParts<S, Model, BuiltDensity>

/**
 * Defines a density of codes in one place: its definition for registries, and the function that makes its spec, which
 * takes the settings as an object.
 *
 * @example
 * const box = Tasks.defineCodeDensity({
 *   name: 'box',
 *   summary: 'Uniform between −1 and 1 in every entry.',
 *   codec: Codecs.struct({}),
 *   build: (_settings, { code }) => {
 *     const width = code.reduce((product, size) => product * size, 1)
 *     return Tasks.densityOf({
 *       needsTraining: false,
 *       fitted: Codecs.struct({}),
 *       fit: () => Either.right({}),
 *       density: () => ({
 *         sample: (length, from) => {
 *           const uniform = Random.draw(from, length * width, { kind: 'uniform' })
 *           return { length, width, values: uniform.map((u) => 2 * u - 1) }
 *         },
 *       }),
 *     })
 *   },
 * })
 * const registry = extend(library, { densities: [box] })
 */
export const defineCodeDensity = <S extends object>(
  density: CodeDensityDefinition<S>,
): Defined<(...settings: Arguments<S>) => DensitySpec, DensityDefinition> => {
  const use = (...[settings]: Arguments<S>): DensitySpec => ({ density: density.name, ...settings })
  return Object.assign(use, { definition: plainDefinition(density) })
}
