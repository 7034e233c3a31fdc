import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, nearest, show } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw, path } from '../../random/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainFacts } from '../../registry/index.ts'
import { noNested, plainDefinition } from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { Hyperparameter, Values } from '../space/hyperparameter.ts'
import type { Trial } from '../trials/trial.ts'

/** A sampler as data: `{ sampler: 'tpe', startup: 20 }`. */
export interface SamplerSpec {
  readonly sampler: string
  readonly [setting: string]: unknown
}

/** What a suggestion depends on, and on nothing else. */
export interface SamplerInput {
  /** Choices before what stands in their options. */
  readonly hyperparameters: ReadonlyArray<Hyperparameter>
  /** The trials that have results or failed, the best first. */
  readonly ranked: ReadonlyArray<Trial>
  /** The number of the trial that values are wanted for: 0, 1, … */
  readonly number: number
  readonly seed: Stream
}

/** Suggests a value for every hyperparameter, also for those that do not exist beside the others; nothing where a finite space is used up. */
export type BuiltSampler = (input: SamplerInput) => Values | undefined

export type SamplerDefinition = PlainDefinition<undefined, BuiltSampler>

/** The samplers that a search may name. */
export type Samplers = Definitions<SamplerDefinition>

/** What defines a sampler. */
export interface Sampler<S extends object> extends PlainFacts<S> {
  readonly build: (settings: S) => BuiltSampler
}

/**
 * Defines a sampler in one place: its definition for registries, and the function that gives it with settings.
 *
 * @example
 * const middle = Search.defineSampler({
 *   name: 'middle',
 *   summary: 'The middle of every range.',
 *   codec: Codecs.struct({}),
 *   build:
 *     () =>
 *     ({ hyperparameters }) =>
 *       Object.fromEntries(hyperparameters.map(({ name, distribution }) => [name, distribution.at(0.5)])),
 * })
 * const samplers = { ...Search.samplers, middle: middle.definition }
 */
export const defineSampler = <S extends object>({
  codec,
  build,
  ...rest
}: Sampler<S>): Defined<(...settings: Arguments<S>) => SamplerSpec, SamplerDefinition> => {
  const definition = plainDefinition<S, undefined, BuiltSampler>({
    ...rest,
    codec,
    build: (settings) => Either.right(build(settings)),
  })
  const specify = (...[settings]: Arguments<S>): SamplerSpec => ({ sampler: rest.name, ...present(settings ?? {}) })
  return Object.assign(specify, { definition })
}

/** A sampler by its name, or with settings, ready to suggest. */
export const buildSampler = (known: Samplers, choice: string | SamplerSpec): Fallible<BuiltSampler> => {
  const { sampler, ...settings } = typeof choice === 'string' ? { sampler: choice } : choice
  const definition = Object.hasOwn(known, sampler) ? known[sampler] : undefined
  if (definition !== undefined) return definition.build(settings, undefined, { where: 'sampler', nested: noNested })
  const names = Object.keys(known)
  const near = nearest(sampler, names)
  return failure({
    fault: 'unknown name',
    where: 'sampler',
    expected: 'a sampler',
    found: show(sampler),
    remedy: near === undefined ? `one of ${names.join(', ')}` : `did you mean ${show(near)}?`,
  })
}

/** A uniform number of a trial for a name: it does not depend on the other names. */
export const uniformAt = (seed: Stream, number: number, name: string): number =>
  draw(path(seed, 'uniform', number, name), 1, { kind: 'uniform' })[0] ?? 0.5

/** A random value for every hyperparameter, each by its own distribution. */
export const randomValues = ({ hyperparameters, number, seed }: SamplerInput): Values =>
  Object.fromEntries(
    hyperparameters.map(({ name, distribution }) => [name, distribution.at(uniformAt(seed, number, name))]),
  )
