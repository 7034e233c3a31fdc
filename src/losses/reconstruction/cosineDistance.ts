import { struct } from '../../codec/index.ts'
import { fill, rsub, rowExpand, rowSum, square } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { constant } from '../core/loss.ts'
import type { RowErrors } from '../core/rowwise.ts'
import { rowwise } from '../core/rowwise.ts'

/** The square of the least norm that a row may have: one that is shorter has no direction. */
const leastSquare = 1e-16

const errors = <T>(A: Tensor<T>, t: T, y: T): RowErrors<T> => {
  const [a, b] = [rowSum(A, square(A, t)), rowSum(A, square(A, y))]
  const least = fill(A, leastSquare, A.shape(a))
  const norms = A.mul(A.sqrt(A.maximum(a, least)), A.sqrt(A.maximum(b, least)))
  const directed = A.mul(A.greater(a, least), A.greater(b, least))
  const c = A.mul(A.div(rowSum(A, A.mul(t, y)), norms), directed)
  return {
    value: rsub(A, 1, c),
    pullback: (de) => {
      const whole = (each: T): T => rowExpand(A, each, A.shape(y))
      const share = A.mul(de, directed)
      const own = A.div(A.mul(share, c), A.maximum(b, least))
      return A.sub(A.mul(y, whole(own)), A.mul(t, whole(A.div(share, norms))))
    },
  }
}

/**
 * One minus the cosine between output and target, row by row, whatever their lengths. A row of norm up to 10⁻⁸ counts as
 * at a right angle to all others, with derivative 0.
 *
 *     e  = 1 − c      c = ⟨t, y⟩ / (‖t‖‖y‖)
 *     dy = −de · (t/‖t‖ − c·y/‖y‖) / ‖y‖
 */
export const cosineDistance = constant(
  rowwise({
    name: 'cosineDistance',
    summary: 'One minus the cosine between output and target: directions without lengths.',
    codec: (common) => struct({}, { ...common }),
    errors,
  }),
)
