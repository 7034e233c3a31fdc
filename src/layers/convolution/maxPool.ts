import { batchFirst, perWindow, im2col, im2colAdjoint } from '../../tensor/im2col.ts'
import { extentAt } from '../../tensor/shape.ts'
import { maxWithPullback } from './maxWithPullback.ts'
import type { Pooling } from './pooling.ts'
import { kernelOf, pool1d, pool2d, poolingRow, windowOf } from './pooling.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

const program =
  (pooling: Pooling): Program =>
  (A, { x }) => {
    const [shape, kernel, window] = [A.shape(x), kernelOf(pooling), windowOf(pooling)]
    const { y, pullback } = maxWithPullback(A, im2col(A, x, kernel, window, -Infinity), [1])
    return stage(batchFirst(A, y, [extentAt(shape, 0), pooling.channels, ...pooling.places]), (dy) => ({
      dx: im2colAdjoint(A, pullback(perWindow(A, dy)), kernel, window, shape),
      dparameters: {},
    }))
  }

const rowOver = (axes: 1 | 2, name: string, summary: string) => poolingRow(axes, { name, summary, program })

/**
 * The greatest entry of every window over a sequence [channels, length] (Weng, Ahuja and Huang 1992).
 *
 *     y[n, c, p] = max x[n, c, p·stride + q − before] over q < kernel      x: [N, C, s]   y: [N, C, e]
 *     dx = Σ over the windows of dy where x is their greatest
 *
 * Of equal ones each gets the same share of dy (PyTorch gives all of it to the first). Nothing around the input is
 * ever the greatest. e is that of `conv1d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16), relu, maxPool1d(2), flatten, dense(32))
 */
export const maxPool1d = Object.assign(pool1d('maxPool1d'), {
  definition: rowOver(1, 'maxPool1d', 'The greatest entry of every window over a sequence [channels, length].'),
})

/**
 * The greatest entry of every window over images [channels, height, width] (Weng, Ahuja and Huang 1992).
 *
 *     y[n, c, p] = max x[n, c, p·stride + q − before] over q < kernel      x: [N, C, s₁, s₂]   y: [N, C, e₁, e₂]
 *     dx = Σ over the windows of dy where x is their greatest
 *
 * Of equal ones each gets the same share of dy (PyTorch gives all of it to the first). Nothing around the input is
 * ever the greatest. e₁ and e₂ are those of `conv2d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(16), relu, maxPool2d(2), conv2d(32), relu, maxPool2d(2), flatten, dense(32))
 */
export const maxPool2d = Object.assign(pool2d('maxPool2d'), {
  definition: rowOver(2, 'maxPool2d', 'The greatest entry of every window over images [channels, height, width].'),
})
