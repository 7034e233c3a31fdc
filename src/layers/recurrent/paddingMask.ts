import { zerosLike } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/**
 * Which vectors of sequences are there, 1 or 0: a vector that is 0 in every entry, the value that missing cells have,
 * is absent. Its derivative is 0. [N, T, F] → [N, T, 1]
 */
export const paddingMask = <T>(A: Tensor<T>, x: T): T => {
  const size = A.sum(A.abs(x), [2])
  return A.greater(size, zerosLike(A, size))
}
