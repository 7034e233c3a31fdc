import { split } from '../../tensor/adjoint.ts'
import { extentsOf, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { itemAt } from '../core/itemAt.ts'

type Tensors<T> = ReadonlyArray<T>

/** The number of time steps, and whether they are taken from the last to the first. */
export interface TimeSteps {
  readonly length: number
  readonly reverse: boolean
}

/** [N, T, w] → [N, w] for each step, in the order in which they are taken. */
export const unstack = <T>(A: Tensor<T>, x: T, { length, reverse }: TimeSteps): Tensors<T> => {
  const [n, , width] = extentsOf(A.shape(x), 3)
  const widths = Array.from({ length }, () => width)
  const steps = split(A, A.reshape(x, [n, times(width, length)]), 1, widths)
  return reverse ? steps.toReversed() : steps
}

/** [N, w] for each step, in the order in which they are taken → [N, T, w]. */
export const stack = <T>(A: Tensor<T>, steps: Tensors<T>, { length, reverse }: TimeSteps): T => {
  const [n, width] = extentsOf(A.shape(itemAt(steps, 0)), 2)
  return A.reshape(A.concat(reverse ? steps.toReversed() : steps, 1), [n, length, width])
}
