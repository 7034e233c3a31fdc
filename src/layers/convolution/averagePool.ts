import { fill, over } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import type { Pooling } from './pooling.ts'
import { definePooling1d, definePooling2d } from './pooling.ts'

/** The number of input entries in each window along an axis: its padding does not count. */
const countsAlong = ({ kernel, sizes, output, window }: Pooling, axis: number): ReadonlyArray<number> =>
  Array.from({ length: extentAt(output, axis) }, (_, p) => {
    const start = p * extentAt(window.strides, axis) - (window.pads[axis]?.before ?? 0)
    return Math.min(start + extentAt(kernel, axis), extentAt(sizes, axis)) - Math.max(start, 0)
  })

/** The number of input entries in each window, [1, …output], or [] where it is the same everywhere. */
const windowCounts = (pooling: Pooling): readonly [values: ReadonlyArray<number>, shape: Sizes] => {
  const counts = pooling.output
    .map((_, axis) => countsAlong(pooling, axis))
    .reduce((before, along) => before.flatMap((a) => along.map((b) => a * b)), [1])
  const first = extentAt(counts, 0)
  return counts.every((count) => count === first) ? [[first], []] : [counts, [1, ...pooling.output]]
}

/** A depthwise convolution with ones, divided by the number of entries. */
const program =
  (pooling: Pooling): Program =>
  (A, { x }) => {
    const { channels, sizes, kernel, window } = pooling
    const ones = fill(A, 1, [channels, 1, ...kernel])
    const counts = A.constant(...windowCounts(pooling))
    return stage(over(A, A.conv(x, ones, window), counts), (dy) => ({
      dx: A.convInput(over(A, dy, counts), ones, window, sizes),
      dparameters: {},
    }))
  }

/**
 * 1-D average pooling of sequences [channels, length].
 *
 *     y[n, c, p] = Σ x[n, c, p·stride + q − before] / m[p] over q < kernel      x: [N, C, s]   y: [N, C, e]
 *     dx = Σ over the windows of dy / m                                         m: the entries of x in a window
 *
 * Padding does not count (`count_include_pad=False` in PyTorch). e is that of `conv1d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16), relu, averagePool1d(2), flatten, dense(32))
 */
export const averagePool1d = definePooling1d({
  name: 'averagePool1d',
  summary: '1-D average pooling of sequences [channels, length]; padding does not count.',
  program,
})

/**
 * 2-D average pooling of images [channels, height, width] (LeCun et al. 1989).
 *
 *     y[n, c, p] = Σ x[n, c, p·stride + q − before] / m[p] over q < kernel      x: [N, C, s₁, s₂]   y: [N, C, e₁, e₂]
 *     dx = Σ over the windows of dy / m                                         m: the entries of x in a window
 *
 * Padding does not count (`count_include_pad=False` in PyTorch). e₁ and e₂ are those of `conv2d` with the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(16), relu, averagePool2d(2), flatten, dense(32))
 */
export const averagePool2d = definePooling2d({
  name: 'averagePool2d',
  summary: '2-D average pooling of images [channels, height, width]; padding does not count.',
  program,
})
