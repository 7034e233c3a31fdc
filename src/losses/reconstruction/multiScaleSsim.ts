import type { Codec } from '../../codec/index.ts'
import { array, describe, number, struct } from '../../codec/index.ts'
import { fill, rsub, mean, over, rowSum, scale } from '../../tensor/derived.ts'
import type { Shape } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { withOptions } from '../core/loss.ts'
import type { RowErrors } from '../core/rowwise.ts'
import { rowwise } from '../core/rowwise.ts'
import type { Comparison } from '../core/similarity.ts'
import { similarity } from '../core/similarity.ts'
import type { Linear, Windowed } from '../core/slidingWindow.ts'
import { fitsWindow, halve, whole, windowed } from '../core/slidingWindow.ts'

/** What the scales count, the finest first, as people weigh them (Wang, Simoncelli and Bovik 2003, section 3.2). */
const usual = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

/** A mean that is lower counts as this: similarities may be negative, and roots of them are none. */
const least = 1e-4

interface Settings extends Windowed {
  readonly exponents?: ReadonlyArray<number>
}

const exponents: Codec<ReadonlyArray<number>> = describe(
  array(number({ exclusiveMinimum: 0, maximum: 1 }), { minItems: 1, maxItems: 5 }),
  'how much each scale counts, the finest first; five scales by default',
)

/** The mean over the pixels of each channel, [N, C, 1, 1], kept above the least, to a power. */
interface Factor<T> {
  /** Its logarithm. */
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

const factorOf = <T>(A: Tensor<T>, { value: pixels, pullback }: Comparison<T>, exponent: number): Factor<T> => {
  const average = mean(A, pixels, [2, 3])
  const floor = fill(A, least, A.shape(average))
  const kept = A.maximum(average, floor)
  return {
    value: scale(A, A.log(kept), exponent),
    pullback: (dvalue) => {
      const slope = A.div(A.mul(scale(A, dvalue, exponent), A.greater(average, floor)), kept)
      return pullback(over(A, A.expand(slope, A.shape(pixels)), A.extent(pixels, [2, 3])))
    },
  }
}

/** The images of one scale and what they add to the logarithm, and so down to the coarsest. */
const scaleDown = <T>(
  A: Tensor<T>,
  x: T,
  y: T,
  window: Required<Windowed>,
  [exponent = 1, ...rest]: ReadonlyArray<number>,
): Factor<T> => {
  const { luminance, structure } = similarity(A, x, y, window)
  const own = factorOf(A, structure, exponent)
  if (rest.length === 0) {
    const light = factorOf(A, luminance, exponent)
    return {
      value: A.add(own.value, light.value),
      pullback: (dvalue) => A.add(own.pullback(dvalue), light.pullback(dvalue)),
    }
  }
  const { apply, adjoint }: Linear<T> = halve(A, A.shape(x))
  const coarser = scaleDown(A, apply(x), apply(y), window, rest)
  return {
    value: A.add(own.value, coarser.value),
    pullback: (dvalue) => A.add(own.pullback(dvalue), adjoint(coarser.pullback(dvalue))),
  }
}

const errors = <T>(A: Tensor<T>, target: T, output: T, settings: Settings): RowErrors<T> => {
  const { value, pullback } = scaleDown(A, target, output, whole(settings), settings.exponents ?? usual)
  const channels = A.exp(value)
  const shape: Shape = A.shape(channels)
  const [n, c] = [extentAt(shape, 0), A.extent(channels, [1])]
  return {
    value: rsub(A, 1, rowSum(A, mean(A, channels, [1]))),
    pullback: (dvalue) => {
      const each = A.expand(A.reshape(A.neg(A.div(dvalue, A.expand(c, [n]))), [n, 1, 1, 1]), shape)
      return pullback(A.mul(each, channels))
    },
  }
}

/**
 * One minus the multi-scale structural similarity of images (Wang, Simoncelli and Bovik 2003, equation 7): contrast with
 * structure cs at every scale, each half as fine as the one before, and luminance l at the coarsest, each the mean over
 * the pixels of a channel and to the power of its scale; then the mean over the channels.
 *
 *     e  = 1 − Σ_c l̄_M^{α_M} · ∏ⱼ c̄sⱼ^{αⱼ} / C      l̄, c̄s: [N, C, 1, 1]   j = 1 … M
 *     dc̄sⱼ = −de · αⱼ · ∏ / (C · c̄sⱼ), and so dl̄; back through the scales by the adjoint of the halving
 *
 * A mean below 10⁻⁴ counts as 10⁻⁴, with derivative 0. Five scales take images of 16 windows; smaller ones take fewer
 * `exponents` and a smaller `window`, and sizes without room for a window are a fault.
 *
 * @example
 * const seen = combine(mse, weighted(0.2, multiScaleSsim({ window: 7, exponents: [0.4, 0.6] })))
 */
export const multiScaleSsim = withOptions<never, Settings>(
  rowwise({
    name: 'multiScaleSsim',
    summary: 'One minus the structural similarity of images, from fine details to coarse shapes.',
    codec: (common) => struct({}, { ...common, ...windowed, exponents }),
    check: (settings, { input }) => fitsWindow(input, whole(settings), (settings.exponents ?? usual).length),
    errors,
  }),
)
