import { batchFirst, im2col, im2colAdjoint, perWindow } from '../../tensor/im2col.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import { maxWithPullback } from './maxWithPullback.ts'
import type { Pooling } from './pooling.ts'
import { definePooling1d, definePooling2d } from './pooling.ts'

const program =
  ({ channels, output, kernel, window }: Pooling): Program =>
  (A, { x }) => {
    const shape = A.shape(x)
    const { y, pullback } = maxWithPullback(A, im2col(A, x, kernel, window, -Infinity), [1])
    return stage(batchFirst(A, y, [extentAt(shape, 0), channels, ...output]), (dy) => ({
      dx: im2colAdjoint(A, pullback(perWindow(A, dy)), kernel, window, shape),
      dparameters: {},
    }))
  }

/**
 * 1-D max pooling of sequences [channels, length] (Weng, Ahuja and Huang 1992).
 *
 *     y[n, c, p] = max x[n, c, p·stride + q − before] over q < kernel      x: [N, C, s]   y: [N, C, e]
 *     dx = Σ over the windows of dy where x is the maximum
 *
 * Tied entries share dy equally (PyTorch gives all of it to the first). Padding is never the maximum. e is that of
 * `conv1d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16), relu, maxPool1d(2), flatten, dense(32))
 */
export const maxPool1d = definePooling1d({
  name: 'maxPool1d',
  summary: '1-D max pooling of sequences [channels, length].',
  program,
})

/**
 * 2-D max pooling of images [channels, height, width] (Weng, Ahuja and Huang 1992).
 *
 *     y[n, c, p] = max x[n, c, p·stride + q − before] over q < kernel      x: [N, C, s₁, s₂]   y: [N, C, e₁, e₂]
 *     dx = Σ over the windows of dy where x is the maximum
 *
 * Tied entries share dy equally (PyTorch gives all of it to the first). Padding is never the maximum. e₁ and e₂ are those
 * of `conv2d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(16), relu, maxPool2d(2), conv2d(32), relu, maxPool2d(2), flatten, dense(32))
 */
export const maxPool2d = definePooling2d({
  name: 'maxPool2d',
  summary: '2-D max pooling of images [channels, height, width].',
  program,
})
