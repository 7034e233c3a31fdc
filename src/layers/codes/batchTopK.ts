import { describe, integer, number, struct } from '../../codec/index.ts'
import { axesOf, fill, like, scalar, scale, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { keepsSizes } from '../core/define.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import { tooMany } from './topK.ts'

const settings = struct(
  { k: describe(integer({ minimum: 1 }), 'how many entries of a vector are kept in the mean') },
  {
    momentum: describe(
      number({ minimum: 0, maximum: 1 }),
      'how much of the threshold for evaluation a minibatch replaces; 0.01 by default',
    ),
  },
)

/** Greater than any entry that is kept. */
const huge = 1e30

/** The least positive entry that is kept, and whether there is one, both of shape []. */
const leastKept = <T>(A: Tensor<T>, x: T, kept: T): readonly [least: T, any: T] => {
  const positive = A.mul(kept, A.greater(x, fill(A, 0, A.shape(x))))
  const others = A.where(positive, A.neg(x), fill(A, -huge, A.shape(x)))
  const least = A.neg(A.reshape(A.max(others, axesOf(A.shape(x))), []))
  return [least, A.greater(total(A, positive), scalar(A, 0))]
}

/** The threshold after a step: begun at the first one that there is, then a moving average. */
const nextThreshold = <T>(A: Tensor<T>, before: T, [least, any]: readonly [T, T], momentum: number): T => {
  const moved = A.add(scale(A, before, 1 - momentum), scale(A, least, momentum))
  return A.where(any, A.where(A.greater(before, scalar(A, 0)), moved, least), before)
}

const batchTopKRow = row({
  name: 'batchTopK',
  summary: 'Keeps the greatest entries of a whole minibatch, k of a vector in the mean, and sets the others to 0.',
  codec: () => settings,
  build: ({ k, momentum = 0.01 }, input, context) => {
    const [width] = input.slice(-1)
    if (width === undefined) return wrongSizes(context, 'at least one axis', input)
    if (k > width) return tooMany(context, 'k', k, width)
    const size = product(input)
    return built({
      output: input,
      buffers: { threshold: { shape: [], value: 0, positive: true } },
      noise: { live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 } },
      program: (A, { x, buffers, noise }) => {
        const shape = A.shape(x)
        const n = extentAt(shape, 0)
        const [live, threshold] = [Named.get(noise, 'live'), Named.get(buffers, 'threshold')]
        const greatest = A.topMask(A.reshape(x, [1, times(n, size)]), times(n, (k * size) / width))
        const kept = A.reshape(greatest, shape)
        const mask = A.where(like(A, live, x), kept, A.greater(x, like(A, threshold, x)))
        const fixed = A.stopGradient(x)
        return {
          y: A.mul(x, mask),
          aux: {},
          buffers: {
            threshold: A.where(live, nextThreshold(A, threshold, leastKept(A, fixed, kept), momentum), threshold),
          },
          pullback: (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }),
        }
      },
    })
  },
  mirror: () => null,
})

/**
 * The winners of a whole minibatch take all: rows that need more entries have more (Bussmann et al. 2024, section 3).
 * At evaluation an entry is kept if it is above a threshold, the moving average of the least positive entry that was
 * kept. Put relu before it.
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}, in training k ones for each vector in the mean      all [N, …, F]
 *     at evaluation m = [x > θ]       θ ← θ + momentum · (min {x : m = 1, x > 0} − θ)
 *
 * @example
 * const encoder = pipe(input([768]), dense(12_288), relu, batchTopK(32))
 */
export const batchTopK = Object.assign(
  (k: number, options: { readonly momentum?: number } = {}) => keepsSizes({ layer: 'batchTopK', k, ...options }),
  { definition: batchTopKRow },
)
