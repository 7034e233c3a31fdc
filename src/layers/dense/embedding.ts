import { describe, integer, refine, struct } from '../../codec/index.ts'
import { fill, shift, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { units } from './dense.ts'
import { defineLayer } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage, zeroPadding } from '../core/stage.ts'

const settings = refine(
  struct(
    { entries: describe(integer({ minimum: 1, maximum: 16_777_216 }), 'the number of vectors in the table'), units },
    { padding: describe(integer({ minimum: 0 }), 'the index that is padding') },
  ),
  ({ entries, padding = 0 }) =>
    padding < entries
      ? undefined
      : { fault: 'out of range', expected: `an index below ${entries}`, found: String(padding), at: 'padding' },
)

/** 1 where x is another index than that of padding, 0 where it is padding: [N, t] → [N, t, 1]. */
const maskOf = <T>(A: Tensor<T>, x: T, padding: number): T => {
  const distance = A.abs(shift(A, x, -padding))
  return A.reshape(A.greater(distance, fill(A, 0.5, A.shape(x))), [...A.shape(x), 1])
}

type Indices = readonly [] | readonly [number]

export interface EmbeddingOptions {
  /** The index that is padding, such as 0; without, none is. */
  readonly padding?: number
}

/**
 * A table of vectors, looked up by index. The indices are whole numbers from 0 as floats; data with others are refused
 * with their place when training begins, and the engines refuse them afterwards.
 *
 *     y  = E[x]      x: [N] or [N, t]   E: [entries, units]   y: [N, units] or [N, t, units]
 *     dx = 0         dE[i] = Σ dy where x = i
 *
 * E begins normal with variance 1. With `padding`, an index, y = 0 where x is that index, which is no part of the sequence:
 * attention, recurrent layers and `sequencePool` leave these positions out, and no gradient comes from them.
 *
 * @example
 * const encoder = pipe(input([10]), embedding(256, 16, { padding: 0 }), gru(8))
 */
export const embedding = defineLayer(
  {
    name: 'embedding',
    summary: 'Embedding table: a trained vector for every index 0, 1, … in the input.',
    codec: () => settings,
    example: { entries: 4, units: 2 },
    build: ({ entries, units: width, padding }, input, context) => {
      if (input.length > 1)
        return wrongSizes(context, 'one index a row, [], or a sequence of them, [t]', input, 'flatten it first')
      return built({
        output: [...input, width],
        // glorotNormal with a fan of 1 and 1 has variance 1.
        parameters: {
          weight: { shape: [entries, width], initialiser: 'glorotNormal', fan: { in: 1, out: 1 }, outputs: 1 },
        },
        indices: { below: entries },
        padding: 'handles',
        program: (A, { x, parameters }) => {
          const at = A.floor(shift(A, x, 0.5))
          const looked = A.gather(Named.get(parameters, 'weight'), at)
          const paddingMask = padding === undefined || input.length === 0 ? undefined : maskOf(A, x, padding)
          const y = zeroPadding(A, looked, paddingMask)
          const pulled = stage(y, (dy) => ({
            dx: zerosLike(A, x),
            dparameters: { weight: A.scatter(zeroPadding(A, dy, paddingMask), at, entries) },
          }))
          return { ...pulled, paddingMask }
        },
      })
    },
    mirror: () => {
      throw new Error(
        'mirror: an embedding has no mirror: an index is not a differentiable output; write the decoder out, with a score for each entry at its end',
      )
    },
  },
  (specify) =>
    <const Units extends number>(entries: number, width: Units, { padding }: EmbeddingOptions = {}) =>
    <Input extends Sizes, Output extends Indices, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, readonly [...Output, Units], Aux> =>
      append(net, specify({ entries, units: width, ...present({ padding }) })),
)
