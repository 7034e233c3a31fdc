import { split } from '../../tensor/adjoint.ts'
import { times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

type Tensors<T> = ReadonlyArray<T>

/** How a cell goes along a sequence. */
export interface Course {
  readonly length: number
  readonly units: number
  readonly returns: 'last' | 'sequence'
  readonly mask: boolean
  readonly reverse: boolean
}

/** [N, T, w] → [N, w] for each step, in the order in which they are taken. */
export const unstack = <T>(A: Tensor<T>, x: T, { length, reverse }: Course): Tensors<T> => {
  const [n = 1, , width = 1] = A.shape(x)
  const widths = Array.from({ length }, () => width)
  const parts = split(A, A.reshape(x, [n, times(width, length)]), 1, widths)
  return reverse ? parts.toReversed() : parts
}

/** [N, w] for each step, in the order in which they are taken → [N, T, w]. */
export const stack = <T>(A: Tensor<T>, parts: Tensors<T>, { length, reverse }: Course): T => {
  const [n = 1, width = 1] = parts.slice(0, 1).flatMap(A.shape)
  return A.reshape(A.concat(reverse ? parts.toReversed() : parts, 1), [n, length, width])
}
