import { zerosLike } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/**
 * 1 for the vectors of sequences that are present, 0 for padding: vectors whose entries are all 0, the value of missing
 * cells. Its derivative is 0. [N, T, F] → [N, T, 1]
 */
export const paddingMask = <T>(A: Tensor<T>, x: T): T => {
  const norm = A.sum(A.abs(x), [2])
  return A.greater(norm, zerosLike(A, norm))
}
