import type { Rate } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Scaled } from './average.ts'
import { addNumber, divide, movingAverage, sqrt, squares, unbiased, unscaled } from './average.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import type { AdamOptions } from './settings.ts'
import { adamSettings } from './settings.ts'
import { compose, scaleByRate } from './transformation.ts'
import type { Transformation, UpdateInput } from './update.ts'

/** The first and second moment of the gradients: m ← β₁m + (1 − β₁)g and v ← β₂v + (1 − β₂)g². */
export const moments = <T>(
  A: Tensor<T>,
  { direction: g, slots }: UpdateInput<T>,
  { beta1, beta2 }: Required<AdamOptions>,
): { readonly m: Scaled<T>; readonly v: Scaled<T> } => ({
  m: movingAverage(A, Named.get(slots, 'm'), g, beta1),
  v: movingAverage(A, Named.get(slots, 'v'), squares(A, g), beta2),
})

/** m̂ / (√v̂ + ε) with the bias-corrected moments m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ). */
export const adamDirection = <T>(
  A: Tensor<T>,
  { m, v }: { readonly m: Scaled<T>; readonly v: Scaled<T> },
  step: T,
  { beta1, beta2, epsilon }: Required<AdamOptions>,
): Named.Named<T> => {
  const mHat = unbiased(A, m, step, beta1)
  const vHat = unbiased(A, v, step, beta2)
  return unscaled(A, divide(A, mHat, addNumber(A, sqrt(A, vHat), epsilon)))
}

/** The defaults of the paper. */
export const withDefaults = ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): Required<AdamOptions> => ({
  beta1,
  beta2,
  epsilon,
})

/** Adam's direction before the learning rate. */
export const scaleByAdam = (options: AdamOptions): Transformation => {
  const settings = withDefaults(options)
  return {
    slots: { m: 0, v: 0 },
    run: (A, input) => {
      const { m, v } = moments(A, input, settings)
      return { direction: adamDirection(A, { m, v }, input.step, settings), slots: { m: m.tensors, v: v.tensors } }
    },
  }
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1); by default β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
 *
 *     m ← β₁m + (1 − β₁)g      m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂v + (1 − β₂)g²     v̂ = v / (1 − β₂ᵗ)      d = α · m̂ / (√v̂ + ε)
 *
 * The slots `m` and `v` store m / (1 − β₁) and v / (1 − β₂), the sums of the fading gradients: the constant factors are
 * multiplied with the bias corrections, which are scalars, rather than with every entry (section 2 of the paper).
 */
export const adam = defineUpdate(
  {
    name: 'adam',
    summary: 'Adam: a step size for each parameter from moving averages of the gradient and of its square.',
    layoutFree: true,
    codec: adamSettings,
    example: { rate: 0.001 },
    build: ({ rate, ...options }, _, context) =>
      builtUpdate(compose(scaleByAdam(options), scaleByRate(context.rate(rate)))),
  },
  (specify) =>
    (rate: Rate, options: AdamOptions = {}) =>
      specify({ rate, ...options }),
)
