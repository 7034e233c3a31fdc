import type { Shape } from '../../tensor/shape.ts'
import { extentAt, knownSizes, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The number of entries of a row. */
export const widthOf = (shape: Shape): number => product(knownSizes(shape.slice(1)))

/** Rows as vectors: [N, …] → [N, d]. */
export const flattenRows = <T>(A: Tensor<T>, a: T): T => {
  const shape = A.shape(a)
  return A.reshape(a, [extentAt(shape, 0), widthOf(shape)])
}
