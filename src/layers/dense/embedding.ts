import { describe, integer, struct } from '../../codec/index.ts'
import { shift, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { units } from './dense.ts'
import { defineLayer } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'

const settings = struct({
  entries: describe(integer({ minimum: 1, maximum: 16_777_216 }), 'the number of vectors in the table'),
  units,
})

type Indices = readonly [] | readonly [number]

/**
 * A table of vectors, looked up by index. The indices are whole numbers from 0 as floats; data with others are refused
 * with their place when training begins, and the engines refuse them afterwards.
 *
 *     y  = E[x]      x: [N] or [N, t]   E: [entries, units]   y: [N, units] or [N, t, units]
 *     dx = 0         dE[i] = Σ dy where x = i
 *
 * E begins normal with variance 1.
 *
 * @example
 * const encoder = pipe(input([10]), embedding(256, 16), dense(8))
 */
export const embedding = defineLayer(
  {
    name: 'embedding',
    summary: 'Embedding table: a trained vector for every index 0, 1, … in the input.',
    codec: () => settings,
    example: { entries: 4, units: 2 },
    build: ({ entries, units: width }, input, context) => {
      if (input.length > 1)
        return wrongSizes(context, 'one index a row, [], or a sequence of them, [t]', input, 'flatten it first')
      return built({
        output: [...input, width],
        // glorotNormal with a fan of 1 and 1 has variance 1.
        parameters: {
          weight: { shape: [entries, width], initialiser: 'glorotNormal', fan: { in: 1, out: 1 }, outputs: 1 },
        },
        indices: { below: entries },
        program: (A, { x, parameters }) => {
          const at = A.floor(shift(A, x, 0.5))
          return stage(A.gather(Named.get(parameters, 'weight'), at), (dy) => ({
            dx: zerosLike(A, x),
            dparameters: { weight: A.scatter(dy, at, entries) },
          }))
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
    <const Units extends number>(entries: number, width: Units) =>
    <Input extends Sizes, Output extends Indices, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, readonly [...Output, Units], Aux> =>
      append(net, specify({ entries, units: width })),
)
