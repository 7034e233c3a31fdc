import type { Codec } from '../codec/index.ts'
import { number, struct } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import { expm1, like, scalar, scale, shift, square, times } from '../tensor/derived.ts'
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

/** m ← β·m + value. */
const fading = <T>(
  A: Tensor<T>,
  before: Named.Named<T> | undefined,
  values: Named.Named<T>,
  beta: number,
): Named.Named<T> => Named.map(values, (value, name) => A.add(scale(A, Named.get(before ?? {}, name), beta), value))

/** 1 − βᵗ with t = step + 1, without cancellation, of shape []; 1 for β = 0. */
export const correction = <T>(A: Tensor<T>, step: T, beta: number): T =>
  A.neg(expm1(A, scale(A, shift(A, step, 1), Math.max(Math.log(beta), -1e3))))

/**
 * The first and second moments after this step, as sums whose old terms fade: m ← β₁·m + g and v ← β₂·v + g². The
 * averages of the papers are (1 − β₁)·m and (1 − β₂)·v; their factors are left to `normalised`, where they are
 * numbers and not tensors.
 */
export const moments = <T>(
  A: Tensor<T>,
  { direction, slots }: UpdateInput<T>,
  { beta1 = 0.9, beta2 = 0.999 }: MomentsOptions,
): readonly [Named.Named<T>, Named.Named<T>] => [
  fading(A, slots['first'], direction, beta1),
  fading(A, slots['second'], squares(A, direction), beta2),
]

/**
 * m̂ / (√v̂ + ε), the direction of Adam's kind, in the order of Kingma and Ba 2015, section 2, that costs least:
 *
 *     m̂ = (1 − β₁)·m / (1 − β₁ᵗ)      v̂ = r²·v      r = √((1 − β₂) / (1 − β₂ᵗ))
 *     m̂ / (√v̂ + ε) = m / (√v + ε/r) · (1 − β₁) / ((1 − β₁ᵗ)·r)
 */
export const normalised = <T>(
  A: Tensor<T>,
  { step }: UpdateInput<T>,
  [m, v]: readonly [Named.Named<T>, Named.Named<T>],
  { beta1 = 0.9, beta2 = 0.999, epsilon: tiny = 1e-8 }: MomentsOptions,
): Named.Named<T> => {
  const r = A.sqrt(A.div(scalar(A, 1 - beta2), correction(A, step, beta2)))
  const floor = A.div(scalar(A, tiny), r)
  const factor = A.div(scalar(A, 1 - beta1), A.mul(correction(A, step, beta1), r))
  return Named.map(m, (value, name) => {
    const root = A.sqrt(Named.get(v, name))
    return times(A, A.div(value, A.add(root, like(A, floor, root))), factor)
  })
}

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
