import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Settings } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { Arguments, Context, Defined, Definition, Definitions } from '../registry/index.ts'
import { erased, lookup, taggedCodec } from '../registry/index.ts'

/** A preprocessing step as data, before it has seen any rows. */
export interface StepSpec {
  readonly step: string
  readonly [setting: string]: unknown
}

/** The parameters of one column: y = (x − shift) / scale. */
export interface FittedColumn {
  readonly shift: number
  readonly scale: number
}

/** A step ready to be fitted. */
export interface BuiltStep {
  /** From the known entries of one column of the training rows. */
  readonly fit: (column: Float64Array) => FittedColumn
}

/** The settings of a step hold no other definitions. */
type Nested = Readonly<Record<never, never>>
const nested: Nested = {}

/** A step as a registry holds it; `defineStep` makes it. */
export type StepDefinition = Definition<Settings, Nested, undefined, Context<Nested>, BuiltStep>

/** The steps that a spec may name. */
export type Steps = Definitions<StepDefinition>

/** What defines a step. */
export interface Step<S extends object> extends Omit<
  Definition<S, Nested, undefined, Context<Nested>, BuiltStep>,
  'build' | 'codec'
> {
  readonly codec: Codec<S>
  readonly build: (settings: S) => BuiltStep
}

/**
 * Defines a preprocessing step in one place: its definition for registries, and the function that specs call, which
 * takes the settings as an object.
 *
 * @example
 * const centred = Preprocessing.defineStep({
 *   name: 'centred',
 *   summary: 'Centring: subtracts the mean of every column of the training rows.',
 *   codec: Codecs.struct({}),
 *   build: () => ({
 *     fit: (column) => ({ shift: column.reduce((sum, x) => sum + x, 0) / column.length, scale: 1 }),
 *   }),
 * })
 * const registry = extend(library, { steps: [centred] })
 * const preprocessing = [centred()]
 */
export const defineStep = <S extends object>({
  codec,
  build,
  ...rest
}: Step<S>): Defined<(...settings: Arguments<S>) => StepSpec, StepDefinition> => {
  const definition = erased<S, Nested, undefined, Context<Nested>, BuiltStep>({
    ...rest,
    codec: () => codec,
    build: (settings) => Either.right(build(settings)),
  })
  const use = (...[settings]: Arguments<S>): StepSpec => ({ step: rest.name, ...settings })
  return Object.assign(use, { definition })
}

export const stepCodec = (steps: Steps): Codec<StepSpec> => taggedCodec('step', 'a preprocessing step', steps, nested)

/** A step that was decoded before, ready to be fitted. Settings that do not decode are a programmer's error. */
export const buildStep = (steps: Steps, { step, ...settings }: StepSpec): BuiltStep => {
  const built = lookup(steps, step, 'preprocessing step').build(settings, undefined, { where: step, nested })
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}
