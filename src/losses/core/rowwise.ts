import { total, zerosLike } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { safe } from './reconstruction.ts'
import type { Term, TermDefinition } from './term.ts'
import { row, termValue } from './term.ts'

/** The error of every row, [N], with its pullback to the output. */
export interface RowErrors<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

/** An entry that the mask hides is 0. */
const known = <T>(A: Tensor<T>, a: T, mask: T | undefined): T =>
  mask === undefined ? a : A.where(mask, a, zerosLike(A, a))

/**
 * The row of a reconstruction term from its error of whole rows, for errors that are no sums over entries. With weights
 * wₙ of rows; entries that a mask hides are 0 in target and output alike.
 *
 *     L = Σₙ wₙ·eₙ / Σₙ wₙ      doutput = dL · wₙ / Σ w · ∂eₙ/∂output, 0 where hidden
 */
export const rowwise = <S extends object>(
  term: Pick<Term<S>, 'name' | 'summary' | 'codec' | 'check'> & {
    readonly errors: <T>(A: Tensor<T>, target: T, output: T, settings: S) => RowErrors<T>
  },
): TermDefinition =>
  row<S>({
    name: term.name,
    summary: term.summary,
    codec: term.codec,
    ...(term.check === undefined ? {} : { check: term.check }),
    run: (A, { target, output, weight, mask }, settings) => {
      const errors = term.errors(A, known(A, target, mask), known(A, output, mask), settings)
      const by = weight === undefined ? A.extent(target, [0]) : safe(A, total(A, weight))
      const counted = weight === undefined ? errors.value : A.mul(errors.value, weight)
      return termValue(A.div(total(A, counted), by), (dvalue) => {
        const share = A.expand(A.div(dvalue, by), A.shape(errors.value))
        const doutput = errors.pullback(weight === undefined ? share : A.mul(share, weight))
        return { doutput: known(A, doutput, mask) }
      })
    },
    rows: (A, { target, output, mask }, settings) =>
      term.errors(A, known(A, target, mask), known(A, output, mask), settings).value,
  })
