import type { Rate } from '../../schedules/index.ts'
import { multiply } from '../../schedules/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { TermSpec } from './term.ts'

declare const needed: unique symbol
declare const wanted: unique symbol

/**
 * The sizes that a loss wants of the decoder, as the compiler knows them: those of the input, those with one more axis,
 * or those with another size along the last. A loss that does not compare the output wants none: `never`.
 */
export type Head = `[…input${string}]` | `[…, ${number}]`

/** The head of a loss that compares output and input entry by entry. */
export type SameHead = '[…input]'

/** The head of a loss that takes several numbers for each entry of the input. */
export type HeadOf<Count extends number> = `[…input, ${Count}]`

/** The head of a loss that takes another number of columns than the input has. */
export type ColumnsHead<Width extends number> = `[…, ${Width}]`

/** The sizes that the decoder must give for an input of these sizes. Heads that contradict each other leave none. */
export type OutputSizes<Input extends Sizes, Wants extends Head> = [Wants] extends [never]
  ? Input
  : Head extends Wants
    ? Sizes
    : [Wants] extends [SameHead]
      ? Input
      : [Wants] extends [`[…input, ${infer Count extends number}]`]
        ? readonly [...Input, Count]
        : [Wants] extends [`[…, ${infer Width extends number}]`]
          ? Input extends readonly [...infer Rest extends Sizes, number]
            ? readonly [...Rest, Width]
            : never
          : never

/**
 * A loss as data: the sum of named, weighted terms. Its type holds the names of the aux tensors that it reads, and the
 * sizes that it wants of the decoder. Losses are a monoid under `combine`, with `nothing` as identity, and `weighted` scales them:
 *
 *     combine(a, combine(b, c)) = combine(combine(a, b), c)      combine(nothing, a) = a = combine(a, nothing)
 *     weighted(w, combine(a, b)) = combine(weighted(w, a), weighted(w, b))      weighted(1, a) = a
 */
export interface Loss<out Needs extends string, out Wants extends Head = Head> {
  readonly terms: ReadonlyArray<TermSpec>
  readonly [needed]: Needs
  readonly [wanted]: Wants
}

/** A loss of these terms. The cast adds the phantom types `Needs` and `Wants`, which have no value. */
export const loss = <Needs extends string, Wants extends Head = never>(
  ...terms: ReadonlyArray<TermSpec>
): Loss<Needs, Wants> => ({ terms }) as unknown as Loss<Needs, Wants>

/** The one term of a loss, for terms that hold others; a loss of several is a programmer's error. */
export const onlyTerm = ({ terms }: Loss<string>, of: string): TermSpec => {
  const [term, ...others] = terms
  if (term === undefined || others.length > 0)
    throw new Error(`${of}: expected a loss of one term, found ${terms.length}`)
  return term
}

/** The loss that is always 0. */
export const nothing: Loss<never, never> = loss()

/** The sum of losses. */
export const combine = <Needs extends string = never, Wants extends Head = Head>(
  ...losses: ReadonlyArray<Loss<Needs, Wants>>
): Loss<Needs, Wants> => loss(...losses.flatMap(({ terms }) => terms))

/**
 * weight · loss, with a weight that is not negative: a number, or a schedule.
 *
 * @example
 * const annealed = weighted(warmUp({ to: 1e-3, steps: 2000 }), l1Activity())
 */
export const weighted = <Needs extends string, Wants extends Head>(
  weight: Rate,
  { terms }: Loss<Needs, Wants>,
): Loss<Needs, Wants> =>
  loss(...terms.map((term) => (weight === 1 ? term : { ...term, weight: multiply(weight, term.weight ?? 1) })))

/** Reconstruction terms as sums over the features and means over the rows, rather than means over all entries. */
export const summed = <Needs extends string, Wants extends Head>({ terms }: Loss<Needs, Wants>): Loss<Needs, Wants> =>
  loss(...terms.map((term) => ({ ...term, reduction: 'sum' })))

/** The terms under another name in reports. */
export const named = <Needs extends string, Wants extends Head>(
  name: string,
  { terms }: Loss<Needs, Wants>,
): Loss<Needs, Wants> => loss(...terms.map((term) => ({ ...term, name })))
