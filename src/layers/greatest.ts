import { fill } from '../tensor/derived.ts'
import type { Tensor } from '../tensor/tensor.ts'

/**
 * The greatest over axes, with its pullback: entries that are tied share the cotangent equally.
 *
 *     y = max w      dw = dy / (how many are tied) where w is y, else 0
 */
export const greatest = <T>(A: Tensor<T>, w: T, axes: ReadonlyArray<number>) => {
  const [shape, y] = [A.shape(w), A.max(w, axes)]
  return {
    y,
    pullback: (dy: T): T => {
      const below = A.greater(A.expand(y, shape), w)
      const tied = A.sub(A.expand(A.extent(w, axes), A.shape(y)), A.sum(below, axes))
      return A.where(below, fill(A, 0, shape), A.expand(A.div(dy, tied), shape))
    },
  }
}
