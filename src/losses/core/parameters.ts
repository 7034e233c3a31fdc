import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The sizes of an output with so many numbers for each entry: one more axis, the last. */
export const withParameters = (input: Sizes, count: number): Sizes => [...input, count]

/** The p-th number of each entry: [N, …input, P] → [N, …input]. */
export const partAt = <T>(A: Tensor<T>, output: T, p: number): T => {
  const sizes = A.shape(output).slice(0, -1)
  return A.reshape(A.slice(output, [...sizes.map(() => null), { start: p, stop: p + 1 }]), sizes)
}

/** Both numbers of each entry of an output [N, …input, 2]. */
export const pairOf = <T>(A: Tensor<T>, output: T): readonly [T, T] => [partAt(A, output, 0), partAt(A, output, 1)]

/** Parts [N, …input], at least one, as one output [N, …input, P]. */
export const joinParts = <T>(A: Tensor<T>, parts: ReadonlyArray<T>): T => {
  const single = parts.map((part) => A.reshape(part, [...A.shape(part), 1]))
  return A.concat(single, A.shape(parts[0] ?? A.constant([], [0])).length)
}
