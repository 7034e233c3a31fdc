import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, integer, number, struct } from '../../codec/index.ts'
import { axesOf, fill, like, scalar, scale, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, lastExtent, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { trainingFlag } from '../core/noise.ts'
import type { Program } from '../core/stage.ts'
import { widthForTopK } from './topK.ts'

const settings = struct(
  { k: describe(integer({ minimum: 1 }), 'the number of entries of a vector to keep, on average') },
  {
    momentum: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of a minibatch in the moving average of the threshold for evaluation; 0.01 by default',
    ),
  },
)

/** Greater than any entry. */
const maxEntry = 1e30

/** The least positive entry that is kept, and whether there is one: [] each. */
const leastKept = <T>(A: Tensor<T>, x: T, kept: T): readonly [least: T, exists: T] => {
  const positive = A.mul(kept, A.greater(x, fill(A, 0, A.shape(x))))
  const negated = A.where(positive, A.neg(x), fill(A, -maxEntry, A.shape(x)))
  const least = A.neg(A.reshape(A.max(negated, axesOf(A.shape(x))), []))
  return [least, A.greater(total(A, positive), scalar(A, 0))]
}

/** The next threshold: the first least entry, then a moving average. */
const nextThreshold = <T>(A: Tensor<T>, before: T, [least, exists]: readonly [T, T], momentum: number): T => {
  const moved = A.add(scale(A, before, 1 - momentum), scale(A, least, momentum))
  return A.where(exists, A.where(A.greater(before, scalar(A, 0)), moved, least), before)
}

const program =
  (input: Sizes, k: number, momentum: number): Program =>
  (A, { x, buffers, noise }) => {
    const shape = A.shape(x)
    const n = extentAt(shape, 0)
    const size = product(input)
    const [isTraining, threshold] = [Named.get(noise, 'isTraining'), Named.get(buffers, 'threshold')]
    const greatest = A.topMask(A.reshape(x, [1, times(n, size)]), times(n, (k * size) / lastExtent(input)))
    const kept = A.reshape(greatest, shape)
    const mask = A.where(like(A, isTraining, x), kept, A.greater(x, like(A, threshold, x)))
    const moved = nextThreshold(A, threshold, leastKept(A, A.stopGradient(x), kept), momentum)
    return {
      y: A.mul(x, mask),
      aux: {},
      buffers: { threshold: A.where(isTraining, moved, threshold) },
      pullback: (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }),
    }
  }

/**
 * Batch top-k: keeps the greatest entries of a minibatch, so that some vectors keep more than others (Bussmann et al.
 * 2024, section 3). At evaluation an entry is kept if it is above a threshold, the moving average of the least positive
 * entry that was kept. It is meant to follow relu.
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}, in training k ones a vector on average      all [N, …, F]
 *     at evaluation m = [x > θ]       θ ← θ + momentum · (min {x : m = 1, x > 0} − θ)
 *
 * @example
 * const encoder = pipe(input([768]), dense(12_288), relu, batchTopK(32))
 */
export const batchTopK = defineLayer(
  {
    name: 'batchTopK',
    summary: 'Batch top-k: keeps the greatest entries of a minibatch, k a vector on average, and sets the others to 0.',
    example: { k: 2 },
    codec: () => settings,
    build: ({ k, momentum = 0.01 }, input, context) =>
      pipe(
        widthForTopK(k, input, context),
        Either.flatMap(() =>
          built({
            output: input,
            buffers: { threshold: { shape: [], value: 0, positive: true } },
            noise: { isTraining: trainingFlag },
            program: program(input, k, momentum),
          }),
        ),
      ),
    mirror: () => null,
  },
  (specify) =>
    (k: number, options: { readonly momentum?: number } = {}) =>
      keepsSizes(specify({ k, ...options })),
)
