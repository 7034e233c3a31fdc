import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../codec/index.ts'
import type { Arguments, Defined, Definition } from '../registry/index.ts'
import { erased } from '../registry/index.ts'
import type { Rate, RateContext } from '../schedules/index.ts'
import type { BuiltUpdate, Optimiser, Transformation, UpdateDefinition, UpdateProperties } from './update.ts'

/** What defines an update; `linear` and `layoutFree` are false by default. */
export interface Update<S extends object>
  extends Definition<S, Codec<Rate>, ReadonlyArray<string>, RateContext, Transformation>, Partial<UpdateProperties> {}

/** The update with its settings, as a spec holds it: an optimiser of one update. */
type Specify<S extends object> = (settings: S) => Optimiser

/** An update without faults: what the build of an update returns. */
export const builtUpdate = ({
  slots = {},
  run,
}: Pick<Transformation, 'run'> & Partial<Transformation>): Fallible<Transformation> => Either.right({ slots, run })

/**
 * Defines an update in one place: its definition for registries, and the function that specs call. Without `use` the
 * function takes the settings as an object.
 *
 * @example
 * const signDescent = Optimisers.defineUpdate({
 *   name: 'signDescent',
 *   summary: 'Sign descent: every entry moves by the learning rate.',
 *   layoutFree: true,
 *   codec: (rate) => Codecs.struct({ rate }),
 *   build: (settings, _parameters, context) => {
 *     const rate = context.rate(settings.rate)
 *     return builtUpdate({
 *       run: (A, input) => ({
 *         direction: Named.map(input.direction, (g) => Derived.times(A, A.sign(g), rate(A, input))),
 *         slots: {},
 *       }),
 *     })
 *   },
 * })
 * const registry = extend(library, { updates: [signDescent] })
 * const optimiser = signDescent({ rate: 1e-3 })
 */
export function defineUpdate<S extends object>(
  update: Update<S>,
): Defined<(...settings: Arguments<S>) => Optimiser, UpdateDefinition>
export function defineUpdate<S extends object, Use extends object>(
  update: Update<S>,
  use: (specify: Specify<S>) => Use,
): Defined<Use, UpdateDefinition>
export function defineUpdate<S extends object>(
  { linear = false, layoutFree = false, build, ...rest }: Update<S>,
  use?: (specify: Specify<S>) => object,
): Defined<object, UpdateDefinition> {
  const specify = (settings: object = {}): Optimiser => [{ update: rest.name, ...settings }]
  const definition = erased<S, Codec<Rate>, ReadonlyArray<string>, RateContext, BuiltUpdate>({
    ...rest,
    build: (settings, parameters, context) =>
      pipe(
        build(settings, parameters, context),
        Either.map((transformation) => ({ ...transformation, layoutFree })),
      ),
  })
  return Object.assign(use?.(specify) ?? specify, { definition: { ...definition, linear, layoutFree } })
}
