import type { Extent, Shape } from '../../tensor/shape.ts'
import { extentAt, isSymbolic, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** Rows as a matrix of vectors along one axis, and back. */
export interface Layout {
  readonly to: <T>(A: Tensor<T>, x: T) => T
  readonly from: <T>(A: Tensor<T>, matrix: T, shape: Shape) => T
}

const known = (extents: Shape): number =>
  extents.reduce<number>((all, extent) => all * (isSymbolic(extent) ? 1 : extent), 1)

/** [N, …before, F, …after] as [R, F], with a row for each place beside the axis, which is counted in a row of data. */
export const vectorsAlong = (axis: number): Layout => {
  const at = axis + 1
  const order = (rank: number): ReadonlyArray<number> => {
    const axes = Array.from({ length: rank }, (_, i) => i)
    return [...axes.filter((i) => i !== at), at]
  }
  return {
    to: (A, x) => {
      const moved = A.transpose(x, order(A.shape(x).length))
      const shape = A.shape(moved)
      const rows: Extent = times(extentAt(shape, 0), known(shape.slice(1, -1)))
      return A.reshape(moved, [rows, extentAt(shape, shape.length - 1)])
    },
    from: (A, matrix, shape) => {
      const there = order(shape.length)
      const moved = A.reshape(
        matrix,
        there.map((i) => extentAt(shape, i)),
      )
      return A.transpose(
        moved,
        there.map((_, i) => there.indexOf(i)),
      )
    },
  }
}
