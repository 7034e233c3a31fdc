import { struct } from '../../codec/index.ts'
import { rsub, mean, over, rowAxes, rowExpand, rowSum } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { withOptions } from '../core/loss.ts'
import type { RowErrors } from '../core/rowwise.ts'
import { rowwise } from '../core/rowwise.ts'
import { similarity } from '../core/similarity.ts'
import type { Windowed } from '../core/slidingWindow.ts'
import { fitsWindow, whole, windowed } from '../core/slidingWindow.ts'

const errors = <T>(A: Tensor<T>, target: T, output: T, settings: Windowed): RowErrors<T> => {
  const { luminance, structure } = similarity(A, target, output, whole(settings))
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
 * l and cs are the luminance and the contrast with structure, with their pullbacks in `similarity.ts`. Sizes that are no
 * image, [C, H, W], or have no room for a window are a fault.
 *
 * @example
 * const seen = combine(mse, weighted(0.2, ssim({ window: 7 })))
 */
export const ssim = withOptions<never, Windowed>(
  rowwise({
    name: 'ssim',
    summary: 'One minus the structural similarity of images: errors as people see them.',
    codec: (common) => struct({}, { ...common, ...windowed }),
    check: (settings, { input }) => fitsWindow(input, whole(settings)),
    errors,
  }),
)
