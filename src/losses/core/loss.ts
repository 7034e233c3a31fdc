import type { Rate } from '../../schedules/index.ts'
import { multiply } from '../../schedules/index.ts'
import type { TermDefinition, TermSpec } from './term.ts'

declare const needed: unique symbol

/**
 * A loss as data: named, weighted terms that are added. The type knows the aux tensors it needs. Losses are a
 * monoid under `combine`, with `nothing` as identity, and `weighted` scales them:
 *
 *     combine(a, combine(b, c)) = combine(combine(a, b), c)      combine(nothing, a) = a = combine(a, nothing)
 *     weighted(w, combine(a, b)) = combine(weighted(w, a), weighted(w, b))      weighted(1, a) = a
 */
export interface Loss<out Needs extends string> {
  readonly terms: ReadonlyArray<TermSpec>
  readonly [needed]: Needs
}

/** The one place where what a loss needs is stated rather than inferred: the value holds no phantom. */
export const loss = <Needs extends string>(...terms: ReadonlyArray<TermSpec>): Loss<Needs> =>
  ({ terms }) as unknown as Loss<Needs>

/** A loss of one term without settings, with its registry row. */
export const constant = (row: TermDefinition): Loss<never> & { readonly definition: TermDefinition } =>
  Object.assign(loss<never>({ term: row.name }), { definition: row })

/** A loss of one term as it stands, `kl`, and as a function of settings, `kl({ freeBits: 0.1 })`, with its registry row. */
export const withOptions = <Needs extends string, Options extends object>(term: TermDefinition) =>
  Object.assign(
    (options?: Options): Loss<Needs> => loss<Needs>({ term: term.name, ...options }),
    loss<Needs>({ term: term.name }),
    { definition: term },
  )

/** The loss that is always 0. */
export const nothing: Loss<never> = loss()

/** The sum of losses. */
export const combine = <Needs extends string = never>(...losses: ReadonlyArray<Loss<Needs>>): Loss<Needs> =>
  loss(...losses.flatMap(({ terms }) => terms))

/**
 * weight · loss; the weight is not negative: a number, or a schedule that gives one at every step.
 *
 * @example
 * const annealed = weighted(Schedules.warmUp({ to: 1e-3, steps: 2000 }), l1Activity())
 */
export const weighted = <Needs extends string>(weight: Rate, { terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => (weight === 1 ? term : { ...term, weight: multiply(weight, term.weight ?? 1) })))

/** Reconstruction terms as sums over the features (and means over the rows) rather than means over everything. */
export const summed = <Needs extends string>({ terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => ({ ...term, reduction: 'sum' })))

/** The terms under a name of their own in reports. */
export const named = <Needs extends string>(name: string, { terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => ({ ...term, name })))
