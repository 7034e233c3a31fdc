import type { Shape } from '../../tensor/shape.ts'
import { extentAt, knownSizes, lastExtent, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The vectors along one axis as the rows of a matrix, and back. */
export interface VectorLayout {
  readonly toMatrix: <T>(A: Tensor<T>, x: T) => T
  readonly fromMatrix: <T>(A: Tensor<T>, matrix: T, shape: Shape) => T
}

/** [N, …before, F, …after] as [R, F], a row for each vector; `axis` is that of an example, without the batch. */
export const vectorsAlong = (axis: number): VectorLayout => {
  const at = axis + 1
  const vectorLast = (rank: number): ReadonlyArray<number> => {
    const axes = Array.from({ length: rank }, (_, i) => i)
    return [...axes.filter((i) => i !== at), at]
  }
  return {
    toMatrix: (A, x) => {
      const moved = A.transpose(x, vectorLast(A.shape(x).length))
      const shape = A.shape(moved)
      const rows = times(extentAt(shape, 0), product(knownSizes(shape.slice(1, -1))))
      return A.reshape(moved, [rows, lastExtent(shape)])
    },
    fromMatrix: (A, matrix, shape) => {
      const order = vectorLast(shape.length)
      const moved = A.reshape(
        matrix,
        order.map((i) => extentAt(shape, i)),
      )
      return A.transpose(
        moved,
        order.map((_, i) => order.indexOf(i)),
      )
    },
  }
}
