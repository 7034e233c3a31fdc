import type { Codec } from '../../codec/index.ts'
import { array, describe, number, struct } from '../../codec/index.ts'
import { fill, rsub, mean, over, rowSum, scale } from '../../tensor/derived.ts'
import type { Shape } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import type { RowErrors } from '../core/term.ts'
import { rowReconstruction } from '../core/rowReconstruction.ts'
import type { Linear, WindowSettings } from '../core/slidingWindow.ts'
import { downsample, windowFault, windowSettings, withDefaults } from '../core/slidingWindow.ts'
import type { Comparison } from '../core/structuralSimilarity.ts'
import { structuralSimilarity } from '../core/structuralSimilarity.ts'

/** The exponents of the scales, the finest first, as measured on people (Wang, Simoncelli and Bovik 2003, section 3.2). */
const defaultExponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

/** Lower means count as this: a similarity may be negative, and then has no power. */
const minMean = 1e-4

interface Settings extends WindowSettings {
  readonly exponents?: ReadonlyArray<number>
}

const exponents: Codec<ReadonlyArray<number>> = describe(
  array(number({ exclusiveMinimum: 0, maximum: 1 }), { minItems: 1, maxItems: 5 }),
  'how much each scale counts, the finest first; five scales by default',
)

/** The mean over the pixels of each channel, [N, C, 1, 1], at least `minMean`, to a power. */
interface Factor<T> {
  /** The logarithm of the power. */
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

const factorOf = <T>(A: Tensor<T>, { value: pixels, pullback }: Comparison<T>, exponent: number): Factor<T> => {
  const average = mean(A, pixels, [2, 3])
  const floor = fill(A, minMean, A.shape(average))
  const clipped = A.maximum(average, floor)
  return {
    value: scale(A, A.log(clipped), exponent),
    pullback: (dvalue) => {
      const slope = A.div(A.mul(scale(A, dvalue, exponent), A.greater(average, floor)), clipped)
      return pullback(over(A, A.expand(slope, A.shape(pixels)), A.extent(pixels, [2, 3])))
    },
  }
}

/** The sum of the logarithms of the factors of this scale and all coarser ones. */
const sumOverScales = <T>(
  A: Tensor<T>,
  x: T,
  y: T,
  window: Required<WindowSettings>,
  [exponent = 1, ...rest]: ReadonlyArray<number>,
): Factor<T> => {
  const { luminance, structure } = structuralSimilarity(A, x, y, window)
  const structureFactor = factorOf(A, structure, exponent)
  if (rest.length === 0) {
    const luminanceFactor = factorOf(A, luminance, exponent)
    return {
      value: A.add(structureFactor.value, luminanceFactor.value),
      pullback: (dvalue) => A.add(structureFactor.pullback(dvalue), luminanceFactor.pullback(dvalue)),
    }
  }
  const { apply, adjoint }: Linear<T> = downsample(A, A.shape(x))
  const coarser = sumOverScales(A, apply(x), apply(y), window, rest)
  return {
    value: A.add(structureFactor.value, coarser.value),
    pullback: (dvalue) => A.add(structureFactor.pullback(dvalue), adjoint(coarser.pullback(dvalue))),
  }
}

const errors = <T>(A: Tensor<T>, target: T, output: T, settings: Settings): RowErrors<T> => {
  const { value, pullback } = sumOverScales(
    A,
    target,
    output,
    withDefaults(settings),
    settings.exponents ?? defaultExponents,
  )
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
 *     dc̄sⱼ = −de · αⱼ · ∏ / (C · c̄sⱼ), and so dl̄; back through the scales by the adjoint of the downsampling
 *
 * A mean below 10⁻⁴ counts as 10⁻⁴, with derivative 0. Five scales need images 16 times as large as the window;
 * smaller images take fewer `exponents` or a smaller `window`. Images smaller than the window are a fault.
 *
 * @example
 * const perceptual = combine(mse, weighted(0.2, multiScaleSsim({ window: 7, exponents: [0.4, 0.6] })))
 */
export const multiScaleSsim = defineTerm(
  rowReconstruction({
    name: 'multiScaleSsim',
    summary: 'Multi-scale SSIM loss (MS-SSIM): 1 minus the structural similarity of images at several resolutions.',
    codec: (common) => struct({}, { ...common, ...windowSettings, exponents }),
    sizeFault: (settings, { input }) =>
      windowFault(input, withDefaults(settings), (settings.exponents ?? defaultExponents).length),
    errors,
  }),
  withOptions<never, SameHead>(),
)
