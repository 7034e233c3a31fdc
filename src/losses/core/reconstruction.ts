import type { Codec } from '../../codec/index.ts'
import { choice, struct } from '../../codec/index.ts'
import { axesOf, fill, rowExpand, rowSum, times, total } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { CommonSettings, Term } from './define.ts'
import type { BuiltTerm, Compared, Domain, RowErrors, TermInput, TermSizes } from './term.ts'
import { builtTerm, termValue } from './term.ts'

/** An error entry by entry, [N, …], with its derivative in the output, computed only when it is needed. */
export interface Elementwise<T> {
  readonly value: T
  readonly derivative: () => T
}

/** The mean over all known entries, or the sum over the features with the mean over the rows. */
export type Reduction = 'mean' | 'sum'
export const reduction = choice('mean', 'sum')

/** The settings of a reconstruction term without settings of its own. */
export const onlyReduction = (common: CommonSettings): Codec<{ readonly reduction?: Reduction }> =>
  struct({}, { ...common, reduction })

/** A divisor with 1 in place of 0: where all weights are 0, the error is 0. */
export const nonzeroDivisor = <T>(A: Tensor<T>, a: T): T => {
  const zeros = fill(A, 0, A.shape(a))
  return A.where(A.greater(a, zeros), a, fill(A, 1, A.shape(a)))
}

/** Target, sample weights and mask. */
export type Weighted<T> = Pick<TermInput<T>, 'target' | 'weight' | 'mask'>

/** The weight of each entry, w·m; nothing if all are 1. */
export const entryWeights = <T>(A: Tensor<T>, { target, weight, mask }: Weighted<T>): T | undefined => {
  if (weight === undefined) return mask
  const rows = rowExpand(A, weight, A.shape(target))
  return mask === undefined ? rows : A.mul(rows, mask)
}

/** The divisor of the weighted sum, of shape []. */
export const divisor = <T>(A: Tensor<T>, input: Weighted<T>, by: Reduction): T => {
  if (by === 'sum')
    return input.weight === undefined ? A.extent(input.target, [0]) : nonzeroDivisor(A, total(A, input.weight))
  const weights = entryWeights(A, input)
  return weights === undefined
    ? A.extent(input.target, axesOf(A.shape(input.target)))
    : nonzeroDivisor(A, total(A, weights))
}

/** The error of each row over its known entries, [N], with its pullback to the error of each entry. */
export const sumRows = <T>(A: Tensor<T>, value: T, mask: T | undefined, by: Reduction): RowErrors<T> => {
  const masked = (entries: T): T => (mask === undefined ? entries : A.mul(entries, mask))
  const errors = rowSum(A, masked(value))
  const spread = (d: T): T => masked(rowExpand(A, d, A.shape(value)))
  if (by === 'sum') return { value: errors, pullback: spread }
  const known = nonzeroDivisor(A, rowSum(A, mask ?? fill(A, 1, A.shape(value))))
  return { value: A.div(errors, known), pullback: (d) => spread(A.div(d, known)) }
}

/** The weighted mean or sum of an error entry by entry, with its pullback to the entries. */
export const reduce = <T>(
  A: Tensor<T>,
  input: Weighted<T>,
  { value, derivative }: Elementwise<T>,
  by: Reduction = 'mean',
): { readonly value: T; readonly pullback: (dvalue: T) => T } => {
  const weights = entryWeights(A, input)
  const count = divisor(A, input, by)
  return {
    value: A.div(total(A, weights === undefined ? value : A.mul(value, weights)), count),
    pullback: (dvalue) => {
      const slope = times(A, derivative(), A.div(dvalue, count))
      return weights === undefined ? slope : A.mul(slope, weights)
    },
  }
}

/** What defines a reconstruction term: its error entry by entry. */
interface Reconstruction<S extends object> extends Omit<Term<S>, 'build'> {
  readonly domain?: Domain
  readonly targets?: Domain
  /** The reduction where the spec does not say; the mean by default. */
  readonly defaultReduction?: Reduction
  readonly error: <T>(A: Tensor<T>, target: T, output: T, settings: S) => Elementwise<T>
  /** What is expected of a row under its output; the output itself where the term does not say. */
  readonly mean?: BuiltTerm['mean']
  readonly sample?: BuiltTerm['sample']
  /** The error per variable of a model that knows nothing. */
  readonly uninformed?: (sizes: TermSizes) => number
}

/**
 * A reconstruction term from its error entry by entry. With sample weights wₙ and a mask mₙⱼ of known entries,
 * Wₙⱼ = wₙ·mₙⱼ:
 *
 *     mean:  L = Σ W·e / Σ W      sum:  L = Σ W·e / Σₙ wₙ      doutput = dL · W · e′ / the same divisor
 */
export const reconstruction = <S extends { readonly reduction?: Reduction }>({
  error,
  domain = 'real',
  targets = domain,
  defaultReduction = 'mean',
  mean,
  sample,
  uninformed,
  ...definition
}: Reconstruction<S>): Term<S> => ({
  ...definition,
  compares: true,
  build: (settings, sizes) => {
    const by = settings.reduction ?? defaultReduction
    const errors = <T>(A: Tensor<T>, { target, output, mask }: Compared<T>): RowErrors<T> => {
      const { value, derivative } = error(A, target, output, settings)
      const rows = sumRows(A, value, mask, by)
      return { value: rows.value, pullback: (d) => A.mul(derivative(), rows.pullback(d)) }
    }
    return builtTerm({
      domain,
      targets,
      isLikelihood: by === 'sum',
      run: (A, input) => {
        const { value, pullback } = reduce(A, input, error(A, input.target, input.output, settings), by)
        return termValue(value, (dvalue) => ({ doutput: pullback(dvalue) }))
      },
      rows: (A, compared) => errors(A, compared).value,
      errors,
      ...present({ mean, sample, uninformed: uninformed?.(sizes) }),
    })
  },
})
