import { like, rsub } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/**
 * The maximum over axes, with its pullback: tied entries share the cotangent equally.
 *
 *     y = max w      dw = m · dy / Σ m      m = 1 where w is y, else 0; Σ m: the number of tied entries
 */
export const maxWithPullback = <T>(A: Tensor<T>, w: T, axes: ReadonlyArray<number>) => {
  const y = A.max(w, axes)
  return {
    y,
    pullback: (dy: T): T => {
      const mask = rsub(A, 1, A.greater(like(A, y, w), w))
      return A.mul(mask, like(A, A.div(dy, A.sum(mask, axes)), w))
    },
  }
}
