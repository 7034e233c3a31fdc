import type { Codec } from '../../codec/index.ts'
import { describe, string, struct } from '../../codec/index.ts'
import type { Defined, Definition } from '../../registry/index.ts'
import { erased } from '../../registry/index.ts'
import type { Rate } from '../../schedules/index.ts'
import type { Head, Loss } from './loss.ts'
import { loss } from './loss.ts'
import type { BuiltTerm, TermContext, TermDefinition, TermNested, TermSizes } from './term.ts'

/** The settings that every term has: its coefficient and a name for reports. */
export interface CommonSettings {
  readonly weight: Codec<Rate>
  readonly name: Codec<string>
}

const commonWith = (rate: Codec<Rate>): CommonSettings => ({
  weight: describe(rate, 'how much the term counts: a number or a schedule of the step; 1 by default'),
  name: string('a name for the reports', { minLength: 1 }),
})

/** The settings of a term that has only those that every term has. */
export const noSettings = (common: CommonSettings) => struct({}, { ...common })

/** What defines a loss term. */
export interface Term<S extends object> extends Omit<
  Definition<S, TermNested, TermSizes, TermContext, BuiltTerm>,
  'codec'
> {
  /** Its settings: the common ones, which every term has, and its own. */
  readonly codec: (common: CommonSettings, nested: TermNested) => Codec<S>
  /** Whether it compares output and target, so that terms that hold others may hold it; it then gives `errors`. */
  readonly compares?: boolean
}

/** The settings of a term without those that every term has. */
export type OwnSettings<S extends object> = Omit<S, keyof CommonSettings>

/**
 * The loss of one term with these settings; `Needs` names the aux tensors that it reads, `Wants` the sizes that it wants
 * of the decoder.
 */
export type Specify<S extends object> = <Needs extends string = never, Wants extends Head = never>(
  settings?: OwnSettings<S>,
) => Loss<Needs, Wants>

/** A loss, `kl`, that is also a function of its settings, `kl({ freeBits: 0.1 })`. */
export type WithOptions<S extends object, Needs extends string, Wants extends Head = never> = Loss<Needs, Wants> &
  ((settings?: OwnSettings<S>) => Loss<Needs, Wants>)

/** How a term of which all settings are optional is used: `kl` and `kl({ freeBits: 0.1 })`. */
export const withOptions =
  <Needs extends string = never, Wants extends Head = never>() =>
  <S extends object>(specify: Specify<S>): WithOptions<S, Needs, Wants> =>
    Object.assign((settings?: OwnSettings<S>) => specify<Needs, Wants>(settings), specify<Needs, Wants>())

/** How a term is used where its author does not say: a function of its settings, and a loss if it needs none. */
export type Use<S extends object> =
  Record<never, never> extends OwnSettings<S> ? WithOptions<S, never> : (settings: OwnSettings<S>) => Loss<never, never>

/**
 * Defines a loss term in one place: its definition for registries, and what specs use it by. Without `use` that is a
 * function of the settings, and itself a loss if it needs none; `use` makes another from `specify`, which gives the loss
 * of one term from settings.
 *
 * @example
 * const logCosh = Losses.defineTerm({
 *   name: 'logCosh',
 *   package: 'my-terms@1.0.0',
 *   summary: 'Log-cosh error: squared for small differences, absolute for large ones.',
 *   codec: (common) => Codecs.struct({}, { ...common }),
 *   build: () =>
 *     Losses.builtTerm({
 *       run: (A, { target, output }) => {
 *         const difference = A.sub(output, target)
 *         const error = Derived.shift(A, A.sub(A.softplus(Derived.scale(A, difference, 2)), difference), -Math.LN2)
 *         return Losses.termValue(Derived.meanOf(A, error), (dvalue) => {
 *           const share = A.div(dvalue, A.extent(difference, [0, 1]))
 *           return { doutput: Derived.times(A, A.tanh(difference), share) }
 *         })
 *       },
 *     }),
 * })
 * elaborate(extend(library, { terms: [logCosh] }), {
 *   encoder: pipe(input([4]), dense(2)),
 *   decoder: pipe(input([2]), dense(4)),
 *   loss: combine(logCosh, weighted(0.1, l1Activity())).terms,
 * })
 */
export function defineTerm<S extends object>(term: Term<S>): Defined<Use<S>, TermDefinition>
export function defineTerm<S extends object, U extends object>(
  term: Term<S>,
  use: (specify: Specify<S>) => U,
): Defined<U, TermDefinition>
export function defineTerm<S extends object>(
  { codec, ...rest }: Term<S>,
  use?: (specify: Specify<S>) => object,
): Defined<object, TermDefinition> {
  const specify: Specify<S> = <Needs extends string, Wants extends Head>(settings?: OwnSettings<S>) =>
    loss<Needs, Wants>({ term: rest.name, ...settings })
  const definition = {
    ...erased<S, TermNested, TermSizes, TermContext, BuiltTerm>({
      ...rest,
      codec: (nested) => codec(commonWith(nested.rate), nested),
    }),
    compares: rest.compares ?? false,
  }
  return Object.assign((use ?? withOptions())(specify), { definition })
}
