import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { choice, describe, struct } from '../../codec/index.ts'
import { fill } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { maxWithPullback } from '../convolution/maxWithPullback.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program, StageInput } from '../core/stage.ts'
import { stage, zeroPadding } from '../core/stage.ts'
import type { Sequence } from '../shape/sequence.ts'
import { sequenceOf } from '../shape/sequence.ts'

const settings = struct(
  {},
  {
    by: describe(choice('mean', 'max'), 'the mean of the vectors, which is the default, or the maximum of each entry'),
  },
)
export type SequencePoolOptions = TypeOf<typeof settings>

/** The number of vectors that are present, at least 1: [N, 1, 1]. */
const countOf = <T>(A: Tensor<T>, { x, paddingMask }: StageInput<T>, length: number): T => {
  const [n] = [extentAt(A.shape(x), 0)]
  if (paddingMask === undefined) return fill(A, length, [n, 1, 1])
  return A.maximum(A.sum(paddingMask, [1]), fill(A, 1, [n, 1, 1]))
}

const mean =
  ({ length, width }: Sequence): Program =>
  (A, input) => {
    const { x, paddingMask } = input
    const n = extentAt(A.shape(x), 0)
    const count = A.expand(countOf(A, input, length), [n, 1, width])
    const y = A.div(A.sum(zeroPadding(A, x, paddingMask), [1]), count)
    return stage(A.reshape(y, [n, width]), (dy) => ({
      dx: zeroPadding(A, A.expand(A.div(A.reshape(dy, [n, 1, width]), count), A.shape(x)), paddingMask),
      dparameters: {},
    }))
  }

/** Below every entry that is present. */
const lowest = -1e30

const max =
  ({ width }: Sequence): Program =>
  (A, { x, paddingMask }) => {
    const n = extentAt(A.shape(x), 0)
    const mask = paddingMask === undefined ? undefined : A.expand(paddingMask, A.shape(x))
    const known = mask === undefined ? x : A.where(mask, x, fill(A, lowest, A.shape(x)))
    const { y, pullback } = maxWithPullback(A, known, [1])
    // A sequence of padding alone gives 0.
    const hasSteps = paddingMask === undefined ? undefined : A.max(paddingMask, [1])
    return stage(A.reshape(zeroPadding(A, y, hasSteps), [n, width]), (dy) => ({
      dx: zeroPadding(A, pullback(zeroPadding(A, A.reshape(dy, [n, 1, width]), hasSteps)), paddingMask),
      dparameters: {},
    }))
  }

/**
 * The mean of the vectors of a sequence, or the maximum of each entry over them; padding is left out, and a sequence of
 * padding alone gives 0. The mean is what sentence embeddings take (Reimers and Gurevych 2019, section 3).
 *
 *     y = Σₜ mₜ·xₜ / Σ m      dxₜ = mₜ·dy / Σ m      x: [N, T, F]   y: [N, F]   m: 1, or 0 for padding
 *     y = maxₜ xₜ             dxₜ = dy where xₜ is the maximum, else 0; tied entries share it equally
 *
 * @example
 * const encoder = pipe(input([32]), embedding(1000, 64, { padding: 0 }), sequencePool(), dense(16))
 */
export const sequencePool = defineLayer(
  {
    name: 'sequencePool',
    summary: 'Pooling over a sequence: the mean of its vectors, or the maximum of each entry, without padding.',
    codec: () => settings,
    example: {},
    build: ({ by = 'mean' }, input, context) =>
      pipe(
        sequenceOf(input, context),
        Either.flatMap((sequence) =>
          built({
            output: [sequence.width],
            padding: 'handles',
            program: by === 'mean' ? mean(sequence) : max(sequence),
          }),
        ),
      ),
    mirror: (_settings, input) => ({ layer: 'repeatVector', times: extentAt(input, 0) }),
  },
  (specify) =>
    (options: SequencePoolOptions = {}) =>
    <Input extends Sizes, Width extends number, Aux extends string>(
      net: Net<Input, readonly [number, Width], Aux>,
    ): Net<Input, readonly [Width], Aux> =>
      append(net, specify(options)),
)
