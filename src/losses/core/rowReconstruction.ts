import type { Finding } from '../../codec/index.ts'
import { total, zerosLike } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Term } from './define.ts'
import { nonzeroDivisor } from './reconstruction.ts'
import type { Compared, RowErrors, TermInput, TermSizes, TermValue } from './term.ts'
import { builtTerm, termValue, unfitTerm } from './term.ts'

/** What defines a reconstruction term whose error is no sum over entries: the error of each row. */
interface RowReconstruction<S extends object> extends Omit<Term<S>, 'build'> {
  /** Why the term does not fit these sizes, if it does not. */
  readonly sizeFault?: (settings: S, sizes: TermSizes) => (Finding & { readonly at?: string }) | undefined
  readonly errors: <T>(A: Tensor<T>, target: T, output: T, settings: S) => RowErrors<T>
}

/** The tensor with 0 for the entries that the mask hides. */
const maskedOut = <T>(A: Tensor<T>, a: T, mask: T | undefined): T =>
  mask === undefined ? a : A.where(mask, a, zerosLike(A, a))

/** The mean of the errors over the rows, with sample weights. */
export const weightedMean = <T>(
  A: Tensor<T>,
  { target, weight }: Pick<TermInput<T>, 'target' | 'weight'>,
  errors: RowErrors<T>,
): TermValue<T> => {
  const count = weight === undefined ? A.extent(target, [0]) : nonzeroDivisor(A, total(A, weight))
  const weighted = weight === undefined ? errors.value : A.mul(errors.value, weight)
  return termValue(A.div(total(A, weighted), count), (dvalue) => {
    const share = A.expand(A.div(dvalue, count), A.shape(errors.value))
    return { doutput: errors.pullback(weight === undefined ? share : A.mul(share, weight)) }
  })
}

/**
 * A reconstruction term from its error row by row, for errors that are no sums over entries. With sample weights wₙ;
 * entries that a mask hides are 0 in target and output alike.
 *
 *     L = Σₙ wₙ·eₙ / Σₙ wₙ      doutput = dL · wₙ / Σ w · ∂eₙ/∂output, 0 where hidden
 */
export const rowReconstruction = <S extends object>({
  errors,
  sizeFault,
  ...definition
}: RowReconstruction<S>): Term<S> => ({
  ...definition,
  compares: true,
  build: (settings, sizes, context) => {
    const finding = sizeFault?.(settings, sizes)
    if (finding !== undefined) return unfitTerm(context, finding)
    const rowErrors = <T>(A: Tensor<T>, { target, output, mask }: Compared<T>): RowErrors<T> => {
      const { value, pullback } = errors(A, maskedOut(A, target, mask), maskedOut(A, output, mask), settings)
      return { value, pullback: (dvalue) => maskedOut(A, pullback(dvalue), mask) }
    }
    return builtTerm({
      run: (A, input) => weightedMean(A, input, rowErrors(A, input)),
      rows: (A, compared) => rowErrors(A, compared).value,
      errors: rowErrors,
    })
  },
})
