import type { Tensor } from '../../tensor/tensor.ts'

/** A matrix with one value on the diagonal and another off it, [d, d]. */
export const diagonalMatrix = <T>(A: Tensor<T>, d: number, diagonal: number, offDiagonal: number): T =>
  A.constant(
    Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? diagonal : offDiagonal)),
    [d, d],
  )

/** I, [d, d]. */
export const identityMatrix = <T>(A: Tensor<T>, d: number): T => diagonalMatrix(A, d, 1, 0)
