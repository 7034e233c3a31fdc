import { expm1, like, scalar, scale, shift, square, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** β·a + (1 − β)·b, name by name. */
export const interpolate = <T>(A: Tensor<T>, a: Named.Named<T>, b: Named.Named<T>, beta: number): Named.Named<T> =>
  Named.map(b, (value, name) => A.add(scale(A, Named.get(a, name), beta), scale(A, value, 1 - beta)))

export const squares = <T>(A: Tensor<T>, values: Named.Named<T>): Named.Named<T> =>
  Named.map(values, (value) => square(A, value))

/**
 * Tensors with one scalar factor that is not multiplied in yet: it stands for `factor / divisor · tensors`. Arithmetic on
 * scalars costs nothing beside arithmetic on the tensors, so `unscaled` multiplies once, at the end.
 */
export interface Scaled<T> {
  readonly tensors: Named.Named<T>
  /** Of shape []. */
  readonly factor: T
  /** Of shape []; 1 if it is absent. */
  readonly divisor?: T
}

/**
 * The exponential moving average m ← β·m + (1 − β)·x. Its tensors are the sums s ← β·s + x with m = (1 − β)·s; the slot
 * stores s, which saves a multiplication of every entry.
 */
export const movingAverage = <T>(
  A: Tensor<T>,
  sums: Named.Named<T>,
  values: Named.Named<T>,
  beta: number,
): Scaled<T> => ({
  tensors: Named.map(values, (value, name) => A.add(scale(A, Named.get(sums, name), beta), value)),
  factor: scalar(A, 1 - beta),
})

/** 1 − βᵗ with t = step + 1, of shape [], without cancellation; 1 for β = 0. */
const biasCorrection = <T>(A: Tensor<T>, step: T, beta: number): T =>
  A.neg(expm1(A, scale(A, shift(A, step, 1), Math.max(Math.log(beta), -1e3))))

/** m̂ = m / (1 − βᵗ): a moving average that began with 0, without its bias towards 0. */
export const unbiased = <T>(A: Tensor<T>, average: Scaled<T>, step: T, beta: number): Scaled<T> => ({
  ...average,
  divisor: biasCorrection(A, step, beta),
})

const factorOf = <T>(A: Tensor<T>, { factor, divisor }: Scaled<T>): T =>
  divisor === undefined ? factor : A.div(factor, divisor)

/** √x, name by name. */
export const sqrt = <T>(A: Tensor<T>, x: Scaled<T>): Scaled<T> => ({
  tensors: Named.map(x.tensors, A.sqrt),
  factor: A.sqrt(factorOf(A, x)),
})

/** x + number, name by name: c·(s + number/c). */
export const addNumber = <T>(A: Tensor<T>, x: Scaled<T>, value: number): Scaled<T> => {
  const factor = factorOf(A, x)
  const summand = A.div(scalar(A, value), factor)
  return { tensors: Named.map(x.tensors, (tensor) => A.add(tensor, like(A, summand, tensor))), factor }
}

/** a / b, name by name. */
export const divide = <T>(A: Tensor<T>, a: Scaled<T>, b: Scaled<T>): Scaled<T> => {
  const divisor = factorOf(A, b)
  return {
    tensors: Named.map(a.tensors, (tensor, name) => A.div(tensor, Named.get(b.tensors, name))),
    factor: a.factor,
    divisor: a.divisor === undefined ? divisor : A.mul(a.divisor, divisor),
  }
}

/** The tensors that are meant. */
export const unscaled = <T>(A: Tensor<T>, x: Scaled<T>): Named.Named<T> => {
  const factor = factorOf(A, x)
  return Named.map(x.tensors, (tensor) => times(A, tensor, factor))
}
