import { struct } from '../../codec/index.ts'
import { sumTo } from '../../tensor/derived.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'
import { sequenceLength } from './sequence.ts'

/**
 * Repeats a vector along a new time axis: the input of a decoder at every step (Cho et al. 2014, section 2.2).
 *
 *     yₜ = x      dx = Σₜ dyₜ      x: [N, f]   y: [N, T, f]
 *
 * @example
 * const decoder = pipe(input([8]), repeatVector(24), gru(16, { returns: 'sequence' }), dense(3))
 */
export const repeatVector = defineLayer(
  {
    name: 'repeatVector',
    summary: 'Repeats a vector along a new time axis, to a sequence of equal steps.',
    example: { times: 3 },
    affine: true,
    codec: () => struct({ times: sequenceLength }),
    build: ({ times }, input, context) => {
      const [width] = input
      if (width === undefined || input.length > 1)
        return wrongSizes(
          context,
          'a vector [f]',
          input,
          'flatten it first, or let a recurrent layer return its last state',
        )
      return built({
        output: [times, width],
        program: (A, { x }) => {
          const n = extentAt(A.shape(x), 0)
          const y = A.expand(A.reshape(x, [n, 1, width]), [n, times, width])
          return stage(y, (dy) => ({
            dx: A.reshape(sumTo(A, dy, [n, 1, width]), [n, width]),
            dparameters: {},
          }))
        },
      })
    },
    mirror: () => {
      throw new Error(
        'mirror: repeatVector has no mirror, because each of its equal steps could lead back; write the decoder out, for example gru(…)',
      )
    },
  },
  (specify) =>
    <const Times extends number>(times: Times) =>
    <Input extends readonly number[], Width extends number, Aux extends string>(
      net: Net<Input, readonly [Width], Aux>,
    ): Net<Input, readonly [Times, Width], Aux> =>
      append(net, specify({ times })),
)
