import { scale, square } from '../../tensor/derived.ts'
import type { Extent } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A vector repeated as the columns of a matrix: [N] or [N, 1] → [N, columns]. */
export const repeatColumn = <T>(A: Tensor<T>, a: T, columns: Extent): T => {
  const n = extentAt(A.shape(a), 0)
  return A.expand(A.reshape(a, [n, 1]), [n, columns])
}

/** A vector repeated as the rows of a matrix: [M] or [M, 1] → [rows, M]. */
const repeatRow = <T>(A: Tensor<T>, a: T, rows: Extent): T => {
  const m = extentAt(A.shape(a), 0)
  return A.expand(A.reshape(a, [1, m]), [rows, m])
}

/** ‖xᵢ − yⱼ‖² = ‖xᵢ‖² + ‖yⱼ‖² − 2⟨xᵢ, yⱼ⟩ for all pairs of rows: [N, d], [M, d] → [N, M]. */
export const squaredDistances = <T>(A: Tensor<T>, x: T, y: T): T => {
  const [n, m] = [extentAt(A.shape(x), 0), extentAt(A.shape(y), 0)]
  const norms = A.add(repeatColumn(A, A.sum(square(A, x), [1]), m), repeatRow(A, A.sum(square(A, y), [1]), n))
  return A.sub(norms, scale(A, A.matmul(x, y, { b: true }), 2))
}
