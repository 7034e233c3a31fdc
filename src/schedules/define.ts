import * as Either from 'fp-ts/lib/Either.js'
import type { Codec } from '../codec/index.ts'
import type { Arguments, Defined, Definition } from '../registry/index.ts'
import { erased } from '../registry/index.ts'
import type { BuiltSchedule, Rate, RateContext, ScheduleDefinition, ScheduleSpec } from './schedule.ts'

/** What defines a schedule. */
export interface Schedule<S extends object> extends Omit<
  Definition<S, Codec<Rate>, undefined, RateContext, BuiltSchedule>,
  'build'
> {
  /** Runs once, when the spec is elaborated; what it returns runs at every step. */
  readonly build: (settings: S, context: RateContext) => BuiltSchedule
}

/** The schedule with its settings, as a spec holds it. */
type Specify<S extends object> = (settings: S) => ScheduleSpec

/**
 * Defines a schedule in one place: its definition for registries, and the function that specs call. Without `use` the
 * function takes the settings as an object.
 *
 * @example
 * const inverseTime = Schedules.defineSchedule({
 *   name: 'inverseTime',
 *   summary: 'Inverse time decay: from / (1 + t).',
 *   codec: () => Codecs.struct({ from: Codecs.number({ minimum: 0 }) }),
 *   build:
 *     ({ from }) =>
 *     (A, { step }) =>
 *       Derived.scale(A, A.div(Derived.scalar(A, 1), Derived.shift(A, step, 1)), from),
 * })
 * const registry = extend(library, { schedules: [inverseTime] })
 * const optimiser = sgd(inverseTime({ from: 0.1 }))
 */
export function defineSchedule<S extends object>(
  schedule: Schedule<S>,
): Defined<(...settings: Arguments<S>) => ScheduleSpec, ScheduleDefinition>
export function defineSchedule<S extends object, Use extends object>(
  schedule: Schedule<S>,
  use: (specify: Specify<S>) => Use,
): Defined<Use, ScheduleDefinition>
export function defineSchedule<S extends object>(
  { build, ...rest }: Schedule<S>,
  use?: (specify: Specify<S>) => object,
): Defined<object, ScheduleDefinition> {
  const specify = (settings: object = {}): ScheduleSpec => ({ schedule: rest.name, ...settings })
  const definition = erased<S, Codec<Rate>, undefined, RateContext, BuiltSchedule>({
    ...rest,
    build: (settings, _, context) => Either.right(build(settings, context)),
  })
  return Object.assign(use?.(specify) ?? specify, { definition })
}
