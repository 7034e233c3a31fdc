import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, lastExtent, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder } from '../core/linear.ts'

type Matrix = ReadonlyArray<ReadonlyArray<number>>

/** How entries along an axis are interpolated: a row of weights over the `from` entries for each of the `to`. */
export type Interpolation = (from: number, to: number) => Matrix

/** y = x·Wᵀ along the last axis of examples of these sizes, dx = dy·W. */
const alongLast =
  (sizes: Sizes, weights: Matrix): Linear =>
  <T>(A: Tensor<T>, x: T) => {
    const before = sizes.slice(0, -1)
    const [n, from] = [extentAt(A.shape(x), 0), lastExtent(sizes)]
    const rows = times(n, product(before))
    const w = A.constant(weights.flat(), [weights.length, from])
    const y = A.matmul(A.reshape(x, [rows, from]), w, { b: true })
    return {
      y: A.reshape(y, [n, ...before, weights.length]),
      adjoint: (dy: T) => A.reshape(A.matmul(A.reshape(dy, A.shape(y)), w), A.shape(x)),
    }
  }

/** y = W·x along the height of images [C, from, width], dx = Wᵀ·dy. */
const alongHeight =
  ([channels, from, width]: readonly [number, number, number], weights: Matrix): Linear =>
  <T>(A: Tensor<T>, x: T) => {
    const n = extentAt(A.shape(x), 0)
    const count = times(n, channels)
    const w = A.expand(A.constant(weights.flat(), [weights.length, from]), [count, weights.length, from])
    const y = A.matmul(w, A.reshape(x, [count, from, width]))
    return {
      y: A.reshape(y, [n, channels, weights.length, width]),
      adjoint: (dy: T) => A.reshape(A.matmul(w, A.reshape(dy, A.shape(y)), { a: true }), A.shape(x)),
    }
  }

/** Interpolates examples [C, …sizes] with one or two axes to [C, …to], the last axis first. */
export const resampled = (channels: number, sizes: Sizes, to: Sizes, interpolation: Interpolation): Linear => {
  const width = lastExtent(to)
  const columns = alongLast([channels, ...sizes], interpolation(lastExtent(sizes), width))
  if (sizes.length === 1) return columns
  const height = extentAt(sizes, 0)
  return inOrder(columns, alongHeight([channels, height, width], interpolation(height, extentAt(to, 0))))
}
