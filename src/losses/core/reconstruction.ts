import type { Codec } from '../../codec/index.ts'
import { choice, struct } from '../../codec/index.ts'
import { axesOf, fill, rowExpand, rowSum, times, total } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { CommonSettings, Domain, Term, TermInput, TermDefinition } from './term.ts'
import { row } from './term.ts'

/** An error entry by entry, [N, …], with its derivative in the output, computed only when it is asked for. */
export interface Elementwise<T> {
  readonly value: T
  readonly derivative: () => T
}

/** Sums over the features with means over the rows, or means over all that is known. */
export const reduction = choice('mean', 'sum')
export type Reduction = 'mean' | 'sum'

/** The settings of a reconstruction term without settings of its own. */
export const plain = (common: CommonSettings): Codec<{ readonly reduction?: Reduction }> =>
  struct({}, { ...common, reduction })

/** A divisor that is never 0: where nothing counts, the error is 0. */
export const safe = <T>(A: Tensor<T>, a: T): T => {
  const zeros = fill(A, 0, A.shape(a))
  return A.where(A.greater(a, zeros), a, fill(A, 1, A.shape(a)))
}

/** How much each entry counts, or nothing if all count alike. */
const entryWeights = <T>(A: Tensor<T>, { target, weight, mask }: TermInput<T>): T | undefined => {
  if (weight === undefined) return mask
  const rows = rowExpand(A, weight, A.shape(target))
  return mask === undefined ? rows : A.mul(rows, mask)
}

/** What the weighted sum is divided by, of shape []. */
const divisor = <T>(A: Tensor<T>, input: TermInput<T>, how: Reduction): T => {
  if (how === 'sum') return input.weight === undefined ? A.extent(input.target, [0]) : safe(A, total(A, input.weight))
  const weights = entryWeights(A, input)
  return weights === undefined ? A.extent(input.target, axesOf(A.shape(input.target))) : safe(A, total(A, weights))
}

/** The error of each row by its known entries, [N]. */
const rowErrors = <T>(A: Tensor<T>, value: T, mask: T | undefined, how: Reduction): T => {
  const errors = rowSum(A, mask === undefined ? value : A.mul(value, mask))
  if (how === 'sum') return errors
  const known = rowSum(A, mask ?? fill(A, 1, A.shape(value)))
  return A.div(errors, safe(A, known))
}

/** The weighted mean or sum of an error entry by entry, with its pullback to the entries. */
export const averaged = <T>(
  A: Tensor<T>,
  input: TermInput<T>,
  { value, derivative }: Elementwise<T>,
  how: Reduction = 'mean',
): { readonly value: T; readonly pullback: (dvalue: T) => T } => {
  const weights = entryWeights(A, input)
  const by = divisor(A, input, how)
  return {
    value: A.div(total(A, weights === undefined ? value : A.mul(value, weights)), by),
    pullback: (dvalue) => {
      const slope = times(A, derivative(), A.div(dvalue, by))
      return weights === undefined ? slope : A.mul(slope, weights)
    },
  }
}

/**
 * The row of a reconstruction term from its error entry by entry. With weights wₙ of rows and a mask mₙⱼ of known
 * entries, Wₙⱼ = wₙ·mₙⱼ:
 *
 *     mean:  L = Σ W·e / Σ W      sum:  L = Σ W·e / Σₙ wₙ      doutput = dL · W · e′ / the same divisor
 */
export const reconstruction = <S extends { readonly reduction?: Reduction }>(term: {
  readonly name: string
  readonly summary: string
  readonly codec: Term<S>['codec']
  readonly domain?: Domain
  readonly targets?: Domain
  /** How it is reduced where the spec does not say. */
  readonly otherwise?: Reduction
  readonly error: <T>(A: Tensor<T>, target: T, output: T, settings: S) => Elementwise<T>
}): TermDefinition => {
  const how = (settings: S): Reduction => settings.reduction ?? term.otherwise ?? 'mean'
  return row<S>({
    name: term.name,
    summary: term.summary,
    codec: term.codec,
    domain: term.domain ?? 'real',
    targets: term.targets ?? term.domain ?? 'real',
    run: (A, input, settings) => {
      const error = term.error(A, input.target, input.output, settings)
      const { value, pullback } = averaged(A, input, error, how(settings))
      return { value, pullback: (dvalue) => ({ doutput: pullback(dvalue) }) }
    },
    isLikelihood: (settings) => how(settings) === 'sum',
    rows: (A, { target, output, mask }, settings) =>
      rowErrors(A, term.error(A, target, output, settings).value, mask, how(settings)),
  })
}
