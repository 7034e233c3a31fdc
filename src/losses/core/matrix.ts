import { scale, square } from '../../tensor/derived.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** How many numbers a row holds: sizes of rows are known. */
export const widthOf = (shape: Shape): number =>
  shape.slice(1).reduce<number>((all, extent) => all * (isSymbolic(extent) ? 1 : extent), 1)

/** Rows as vectors: [N, …] → [N, d]. */
export const vectors = <T>(A: Tensor<T>, a: T): T => {
  const shape = A.shape(a)
  return A.reshape(a, [extentAt(shape, 0), widthOf(shape)])
}

/** 1 on the diagonal and 0 beside it, [d, d]. */
export const identityMatrix = <T>(A: Tensor<T>, d: number): T =>
  A.constant(
    Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? 1 : 0)),
    [d, d],
  )

/** A number for each row of a matrix, [N] or [N, 1], in each of its columns: [N, M]. */
export const alongRows = <T>(A: Tensor<T>, a: T, columns: Extent): T => {
  const n = extentAt(A.shape(a), 0)
  return A.expand(A.reshape(a, [n, 1]), [n, columns])
}

/** A number for each column of a matrix, [M] or [M, 1], in each of its rows: [N, M]. */
export const alongColumns = <T>(A: Tensor<T>, a: T, rows: Extent): T => {
  const m = extentAt(A.shape(a), 0)
  return A.expand(A.reshape(a, [1, m]), [rows, m])
}

/** ‖xᵢ − yⱼ‖² = ‖xᵢ‖² + ‖yⱼ‖² − 2⟨xᵢ, yⱼ⟩ for all pairs of rows: [N, d], [M, d] → [N, M]. */
export const distances = <T>(A: Tensor<T>, x: T, y: T): T => {
  const [n, m] = [extentAt(A.shape(x), 0), extentAt(A.shape(y), 0)]
  const norms = A.add(alongRows(A, A.sum(square(A, x), [1]), m), alongColumns(A, A.sum(square(A, y), [1]), n))
  return A.sub(norms, scale(A, A.matmul(x, y, { b: true }), 2))
}
