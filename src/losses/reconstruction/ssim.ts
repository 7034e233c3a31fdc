import { struct } from '../../codec/index.ts'
import { rsub, mean, over, rowAxes, rowExpand, rowSum } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import type { RowErrors } from '../core/term.ts'
import { rowReconstruction } from '../core/rowReconstruction.ts'
import type { WindowSettings } from '../core/slidingWindow.ts'
import { windowFault, windowSettings, withDefaults } from '../core/slidingWindow.ts'
import { structuralSimilarity } from '../core/structuralSimilarity.ts'

const errors = <T>(A: Tensor<T>, target: T, output: T, settings: WindowSettings): RowErrors<T> => {
  const { luminance, structure } = structuralSimilarity(A, target, output, withDefaults(settings))
  const pixels = A.mul(luminance.value, structure.value)
  const axes = rowAxes(A.shape(pixels))
  return {
    value: rsub(A, 1, rowSum(A, mean(A, pixels, axes))),
    pullback: (dvalue) => {
      const each = over(A, rowExpand(A, A.neg(dvalue), A.shape(pixels)), A.extent(pixels, axes))
      return A.add(luminance.pullback(A.mul(each, structure.value)), structure.pullback(A.mul(each, luminance.value)))
    },
  }
}

/**
 * One minus the structural similarity of images (Wang et al. 2004, equation 13), in Gaussian windows of 11 × 11 pixels
 * with a deviation of 1.5 by default, around every pixel that has a whole window; the mean over pixels and channels.
 * Equal images give 0, unlike ones up to 2.
 *
 *     e  = 1 − Σ l ⊙ cs / |pixels|      l, cs: [N, C, H′, W′]      H′ = H − window + 1
 *     dl = −de · cs / |pixels|          dcs = −de · l / |pixels|
 *
 * l and cs are the luminance and the contrast with structure, with their pullbacks in `structuralSimilarity.ts`. Rows
 * that are no images, [C, H, W], and images smaller than the window are a fault.
 *
 * @example
 * const perceptual = combine(mse, weighted(0.2, ssim({ window: 7 })))
 */
export const ssim = defineTerm(
  rowReconstruction({
    name: 'ssim',
    summary: 'SSIM loss: 1 minus the structural similarity of images.',
    codec: (common) => struct({}, { ...common, ...windowSettings }),
    sizeFault: (settings, { input }) => windowFault(input, withDefaults(settings)),
    errors,
  }),
  withOptions<never, SameHead>(),
)
