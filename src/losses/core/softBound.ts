import { fill, minimum, shift } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The largest logarithm that is taken as it is: e²⁰ = 4.9 · 10⁸, and whole numbers are exact in float32 to 1.7 · 10⁷. */
const limit = 20

/** A number held within bounds that grow with its logarithm, with the derivative. */
export interface Bounded<T> {
  readonly value: T
  readonly derivative: () => T
}

/**
 * A logarithm, of a scale or a rate, whose exponential neither overflows nor vanishes: up to 20 as it is, beyond that it
 * grows with the logarithm of what is above, so that its derivative is never 0.
 *
 *     b = o where |o| ≤ 20, else ±(20 + log(1 + |o| − 20))      b′ = 1, or 1/(1 + |o| − 20)
 */
export const softBound = <T>(A: Tensor<T>, o: T): Bounded<T> => {
  const shape = A.shape(o)
  const clipped = A.maximum(minimum(A, o, fill(A, limit, shape)), fill(A, -limit, shape))
  const beyond = A.sub(o, clipped)
  const growth = shift(A, A.abs(beyond), 1)
  return {
    value: A.add(clipped, A.mul(A.sign(beyond), A.log(growth))),
    derivative: () => A.div(fill(A, 1, shape), growth),
  }
}
