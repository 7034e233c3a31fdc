import { fill, rsub, rowExpand, rowSum, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm, noSettings } from '../core/define.ts'
import type { RowErrors } from '../core/term.ts'
import { rowReconstruction } from '../core/rowReconstruction.ts'

/** Squared norms up to this count as 0: such a row has no direction. */
const minSquaredNorm = 1e-16

const errors = <T>(A: Tensor<T>, t: T, y: T): RowErrors<T> => {
  const [a, b] = [rowSum(A, square(A, t)), rowSum(A, square(A, y))]
  const floor = fill(A, minSquaredNorm, A.shape(a))
  const norms = A.mul(A.sqrt(A.maximum(a, floor)), A.sqrt(A.maximum(b, floor)))
  const hasDirection = A.mul(A.greater(a, floor), A.greater(b, floor))
  const c = A.mul(A.div(rowSum(A, A.mul(t, y)), norms), hasDirection)
  return {
    value: rsub(A, 1, c),
    pullback: (de) => {
      const expand = (each: T): T => rowExpand(A, each, A.shape(y))
      const d = A.mul(de, hasDirection)
      const alongOutput = A.div(A.mul(d, c), A.maximum(b, floor))
      return A.sub(A.mul(y, expand(alongOutput)), A.mul(t, expand(A.div(d, norms))))
    },
  }
}

/**
 * The cosine distance of output and target, row by row, whatever their norms. A row of norm up to 10⁻⁸ counts as
 * orthogonal to all others, with derivative 0.
 *
 *     e  = 1 − c      c = ⟨t, y⟩ / (‖t‖‖y‖)
 *     dy = −de · (t/‖t‖ − c·y/‖y‖) / ‖y‖
 */
export const cosineDistance = defineTerm(
  rowReconstruction({
    name: 'cosineDistance',
    summary: 'Cosine distance, 1 minus the cosine similarity of output and target.',
    codec: noSettings,
    errors,
  }),
  (specify) => specify<never, SameHead>(),
)
