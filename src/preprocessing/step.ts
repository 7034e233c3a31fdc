import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Settings } from '../codec/index.ts'
import { drawFaults, erase, tagged } from '../codec/index.ts'
import type { ColumnSchema } from '../data/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainFacts } from '../registry/index.ts'
import { lookup, taggedCodec, noNested, plainDefinition } from '../registry/index.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import type { TrainingRows, Transform } from './block.ts'

/** What a column holds. */
export type Kind = ColumnSchema['kind']

/** A preprocessing step as data, before it has seen any rows. */
export interface StepSpec {
  readonly step: string
  readonly [setting: string]: unknown
}

/** A step with what it took from the training rows: plain data, which travels with the model. */
export interface Fitted {
  readonly step: string
  readonly [parameter: string]: unknown
}

/** A step ready to be fitted. */
export interface BuiltStep {
  /** From the training rows, as the steps before left them. `where` is the place of the step, for faults. */
  readonly fit: (rows: TrainingRows, where: string) => Fallible<Settings>
}

/** What a registry knows of a step beside its settings. */
export interface StepProperties {
  /** The kinds of columns that it takes where none are named. */
  readonly takes: ReadonlyArray<Kind>
  /** Whether it maps each number to one number, so that it serves the columns of a condition too. */
  readonly isScaling: boolean
  /** The codec of what it keeps when it is fitted. */
  readonly fitted: Codec<Settings>
  /** What it does with rows once it is fitted. */
  readonly transform: (fitted: Settings) => Transform
}

/** A step as a registry holds it; `defineStep` makes it. */
export interface StepDefinition extends PlainDefinition<undefined, BuiltStep>, StepProperties {}

/** The steps that a spec may name. */
export type Steps = Definitions<StepDefinition>

/** What defines a step: `F` is what it keeps when it is fitted, from which alone it maps rows there and back. */
export interface Step<S extends object, F extends object>
  extends PlainFacts<S>, Partial<Pick<StepProperties, 'takes' | 'isScaling'>> {
  readonly fitted: Codec<F>
  readonly fit: (settings: S, rows: TrainingRows, where: string) => Fallible<F>
  readonly transform: (fitted: F) => Transform
}

/** A step as specs and registries use it. */
export type DefinedStep<S extends object> = Defined<(...settings: Arguments<S>) => StepSpec, StepDefinition>

/**
 * Defines a preprocessing step in one place: its definition for registries, and the function that specs call, which
 * takes the settings as an object. For steps that map columns one by one `defineScaling` and `defineColumnStep` are
 * shorter.
 *
 * @example
 * const negated = Preprocessing.defineStep({
 *   name: 'negated',
 *   summary: 'Every number with the other sign.',
 *   codec: Codecs.struct({}),
 *   fitted: Codecs.struct({}),
 *   fit: () => Either.right({}),
 *   transform: () => {
 *     const negate = (rows: Preprocessing.Block) => ({ ...rows, values: rows.values.map((x) => -x) })
 *     return { layout: (before) => Either.right(before), forward: negate, inverse: negate }
 *   },
 * })
 * const registry = extend(library, { steps: [negated] })
 * const preprocessing = [negated()]
 */
export const defineStep = <S extends object, F extends object>({
  codec,
  fitted,
  fit,
  transform,
  takes = ['number', 'count', 'binary'],
  isScaling = false,
  ...rest
}: Step<S, F>): DefinedStep<S> => {
  const definition = plainDefinition<S, undefined, BuiltStep>({
    ...rest,
    codec,
    build: (settings) =>
      Either.right({
        fit: (rows, where) =>
          pipe(
            fit(settings, rows, where),
            Either.map((found): Settings => Object.fromEntries(Object.entries(found))),
          ),
      }),
  })
  const erasedTransform = memoizeWeak((found: Settings): Transform => {
    if (!fitted.is(found)) throw new Error(`"${rest.name}" was not fitted by this step`)
    return transform(found)
  })
  const use = (...[settings]: Arguments<S>): StepSpec => ({ step: rest.name, ...settings })
  return Object.assign(use, {
    definition: { ...definition, takes, isScaling, fitted: erase(fitted), transform: erasedTransform },
  })
}

export const stepCodec = (steps: Steps): Codec<StepSpec> => taggedCodec('step', 'a preprocessing step', steps, noNested)

/** The codec of steps that were fitted. */
export const fittedCodec = (steps: Steps): Codec<Fitted> =>
  tagged(
    'step',
    'a preprocessing step',
    Object.fromEntries(Object.values(steps).map(({ name, fitted }) => [name, fitted])),
  )

/** The definition of a step that was decoded before. */
export const definitionFor = (steps: Steps, { step }: StepSpec | Fitted): StepDefinition =>
  lookup(steps, step, 'preprocessing step')

/** A step that was decoded before, ready to be fitted. Settings that do not decode are a programmer's error. */
export const buildStep = (steps: Steps, spec: StepSpec): BuiltStep => {
  const { step, ...settings } = spec
  const built = definitionFor(steps, spec).build(settings, undefined, { where: step, nested: noNested })
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}

const withoutName = memoizeWeak(({ step: _, ...parameters }: Fitted): Settings => parameters)

/** What a fitted step does with rows. */
export const transformOf = (steps: Steps, fitted: Fitted): Transform =>
  definitionFor(steps, fitted).transform(withoutName(fitted))
