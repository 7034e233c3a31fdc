import { fill, over } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Pooling } from './pooling.ts'
import { kernelOf, pool1d, pool2d, poolingRow, windowOf } from './pooling.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

/** How many entries of the input each window holds: [1, …places], or [] where all hold as many. */
const counts = ({
  kernel,
  stride,
  sizes,
  places,
  edges,
}: Pooling): readonly [values: ReadonlyArray<number>, shape: Sizes] => {
  const along = places.map((count, axis) =>
    Array.from({ length: count }, (_, p) => {
      const start = p * stride - (edges[axis]?.before ?? 0)
      return Math.min(start + kernel, sizes[axis] ?? 0) - Math.max(start, 0)
    }),
  )
  const all = along.reduce<ReadonlyArray<number>>((values, next) => values.flatMap((a) => next.map((b) => a * b)), [1])
  const [first = 1] = all
  return all.every((count) => count === first) ? [[first], []] : [all, [1, ...places]]
}

/** A depthwise convolution with ones, over how many entries there are. */
const program =
  (pooling: Pooling): Program =>
  (A, { x }) => {
    const { channels, sizes } = pooling
    const window = windowOf(pooling)
    const ones = fill(A, 1, [channels, 1, ...kernelOf(pooling)])
    const present = A.constant(...counts(pooling))
    return stage(over(A, A.conv(x, ones, window), present), (dy) => ({
      dx: A.convInput(over(A, dy, present), ones, window, sizes),
      dparameters: {},
    }))
  }

const rowOver = (axes: 1 | 2, name: string, summary: string) => poolingRow(axes, { name, summary, program })

/**
 * The mean of every window over a sequence [channels, length].
 *
 *     y[n, c, p] = Σ x[n, c, p·stride + q − before] / m[p] over q < kernel      x: [N, C, s]   y: [N, C, e]
 *     dx = Σ over the windows of dy / m                                         m: how many entries are of the input
 *
 * What is around the input does not count (`count_include_pad=False` in PyTorch). e is that of `conv1d` with the same
 * padding.
 *
 * @example
 * const encoder = pipe(input([1, 64]), conv1d(16), relu, averagePool1d(2), flatten, dense(32))
 */
export const averagePool1d = Object.assign(pool1d('averagePool1d'), {
  definition: rowOver(1, 'averagePool1d', 'The mean of every window over a sequence [channels, length].'),
})

/**
 * The mean of every window over images [channels, height, width] (LeCun et al. 1989).
 *
 *     y[n, c, p] = Σ x[n, c, p·stride + q − before] / m[p] over q < kernel      x: [N, C, s₁, s₂]   y: [N, C, e₁, e₂]
 *     dx = Σ over the windows of dy / m                                         m: how many entries are of the input
 *
 * What is around the input does not count (`count_include_pad=False` in PyTorch). e₁ and e₂ are those of `conv2d` with
 * the same padding.
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(16), relu, averagePool2d(2), flatten, dense(32))
 */
export const averagePool2d = Object.assign(pool2d('averagePool2d'), {
  definition: rowOver(2, 'averagePool2d', 'The mean of every window over images [channels, height, width].'),
})
