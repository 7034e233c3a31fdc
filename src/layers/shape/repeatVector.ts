import { integer, struct } from '../../codec/index.ts'
import { sumTo } from '../../tensor/derived.ts'
import { extentAt } from '../../tensor/shape.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'

/** How long a sequence may be. */
export const length = integer({ minimum: 1, maximum: 1_048_576 })

const repeatVectorRow = row({
  name: 'repeatVector',
  summary: 'Makes a sequence of one vector, the same at every step.',
  affine: true,
  codec: () => struct({ times: length }),
  build: ({ times }, input, context) => {
    const [width] = input
    if (width === undefined || input.length > 1)
      return wrongSizes(
        context,
        'a vector [f]',
        input,
        'flatten it first, or let a recurrent layer give its last state',
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
      'mirror: repeatVector has no mirror: which of its equal steps shall lead back is not said; write it out, for example gru(…)',
    )
  },
})

/**
 * One vector as a sequence: what a decoder reads at every step (Cho et al. 2014, section 2.2).
 *
 *     yₜ = x      dx = Σₜ dyₜ      x: [N, f]   y: [N, T, f]
 *
 * @example
 * const decoder = pipe(input([8]), repeatVector(24), gru(16, { returns: 'sequence' }), dense(3))
 */
export const repeatVector = Object.assign(
  <const Times extends number>(times: Times) =>
    <Input extends readonly number[], Width extends number, Aux extends string>(
      net: Net<Input, readonly [Width], Aux>,
    ): Net<Input, readonly [Times, Width], Aux> =>
      append(net, { layer: 'repeatVector', times }),
  { definition: repeatVectorRow },
)
