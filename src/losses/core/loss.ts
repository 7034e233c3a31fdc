import type { Rate } from '../../schedules/index.ts'
import { multiply } from '../../schedules/index.ts'
import type { TermSpec } from './term.ts'

declare const needed: unique symbol

/**
 * A loss as data: the sum of named, weighted terms. Its type holds the names of the aux tensors that it reads. Losses
 * are a monoid under `combine`, with `nothing` as identity, and `weighted` scales them:
 *
 *     combine(a, combine(b, c)) = combine(combine(a, b), c)      combine(nothing, a) = a = combine(a, nothing)
 *     weighted(w, combine(a, b)) = combine(weighted(w, a), weighted(w, b))      weighted(1, a) = a
 */
export interface Loss<out Needs extends string> {
  readonly terms: ReadonlyArray<TermSpec>
  readonly [needed]: Needs
}

/** A loss of these terms. The cast adds the phantom type `Needs`, which has no value. */
export const loss = <Needs extends string>(...terms: ReadonlyArray<TermSpec>): Loss<Needs> =>
  ({ terms }) as unknown as Loss<Needs>

/** The loss that is always 0. */
export const nothing: Loss<never> = loss()

/** The sum of losses. */
export const combine = <Needs extends string = never>(...losses: ReadonlyArray<Loss<Needs>>): Loss<Needs> =>
  loss(...losses.flatMap(({ terms }) => terms))

/**
 * weight · loss, with a weight that is not negative: a number, or a schedule.
 *
 * @example
 * const annealed = weighted(warmUp({ to: 1e-3, steps: 2000 }), l1Activity())
 */
export const weighted = <Needs extends string>(weight: Rate, { terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => (weight === 1 ? term : { ...term, weight: multiply(weight, term.weight ?? 1) })))

/** Reconstruction terms as sums over the features and means over the rows, rather than means over all entries. */
export const summed = <Needs extends string>({ terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => ({ ...term, reduction: 'sum' })))

/** The terms under another name in reports. */
export const named = <Needs extends string>(name: string, { terms }: Loss<Needs>): Loss<Needs> =>
  loss(...terms.map((term) => ({ ...term, name })))
