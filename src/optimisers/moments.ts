import type { Codec } from '../codec/index.ts'
import { number, struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { expm1, over, scale, shift, square, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { decay } from './momentum.ts'
import type { UpdateInput } from './update.ts'

/** A number that keeps a divisor from 0. */
export const epsilon = number({ exclusiveMinimum: 0 })

/** What the optimisers of Adam's kind have in common. */
export interface MomentsOptions {
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

export const momentsSettings = (rate: Codec<Rate>): Codec<MomentsOptions & { readonly rate: Rate }> =>
  struct({ rate }, { beta1: decay, beta2: decay, epsilon })

/** m ← β·m + (1 − β)·value. */
export const average = <T>(
  A: Tensor<T>,
  before: Named.Named<T> | undefined,
  values: Named.Named<T>,
  beta: number,
): Named.Named<T> =>
  Named.map(values, (value, name) => A.add(scale(A, Named.get(before ?? {}, name), beta), scale(A, value, 1 - beta)))

export const squares = <T>(A: Tensor<T>, values: Named.Named<T>): Named.Named<T> =>
  Named.map(values, (value) => square(A, value))

/** 1 − βᵗ with t = step + 1, without cancellation, of shape []; 1 for β = 0. */
export const correction = <T>(A: Tensor<T>, step: T, beta: number): T =>
  A.neg(expm1(A, scale(A, shift(A, step, 1), Math.max(Math.log(beta), -1e3))))

/** α · m̂ / (√v̂ + ε), the step of Adam's kind, from the first and second moments. */
export const normalised = <T>(
  A: Tensor<T>,
  { step }: UpdateInput<T>,
  [m, v]: readonly [Named.Named<T>, Named.Named<T>],
  { beta1 = 0.9, beta2 = 0.999, epsilon: tiny = 1e-8 }: MomentsOptions,
): Named.Named<T> => {
  const [first, second] = [correction(A, step, beta1), correction(A, step, beta2)]
  return Named.map(m, (value, name) => {
    const root = A.sqrt(over(A, Named.get(v, name), second))
    return A.div(over(A, value, first), shift(A, root, tiny))
  })
}

/** The moments after this step. */
export const moments = <T>(
  A: Tensor<T>,
  { direction, slots }: UpdateInput<T>,
  { beta1 = 0.9, beta2 = 0.999 }: MomentsOptions,
): readonly [Named.Named<T>, Named.Named<T>] => [
  average(A, slots['first'], direction, beta1),
  average(A, slots['second'], squares(A, direction), beta2),
]

/** Every tensor times the same number of shape []. */
export const scaledBy = <T>(A: Tensor<T>, values: Named.Named<T>, factor: T): Named.Named<T> =>
  Named.map(values, (value) => times(A, value, factor))

/** Every direction plus decay · its parameter. */
export const decayed = <T>(
  A: Tensor<T>,
  direction: Named.Named<T>,
  parameters: Named.Named<T>,
  by: number,
): Named.Named<T> =>
  by === 0 ? direction : Named.map(direction, (d, name) => A.add(d, scale(A, Named.get(parameters, name), by)))
