import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec } from '../../codec/index.ts'
import { array, describe, struct } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { buildBranches, runBranches, widthsAlong } from '../core/branches.ts'
import { defineLayer } from '../core/define.ts'
import type { Built } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { axis } from '../normalisation/features.ts'
import type { Joined } from './joined.ts'
import { joinedSizes, notJoinable } from './joined.ts'

const settings = (layers: Codec<ReadonlyArray<LayerSpec>>) =>
  struct(
    { branches: array(layers, { minItems: 1 }) },
    {
      axis: describe(
        axis,
        'the axis along which outputs are concatenated, counted without the batch; the last by default',
      ),
    },
  )

const program =
  (inside: ReadonlyArray<Built>, at: number): Program =>
  (A, input) => {
    const { outputs, pullback, ...rest } = runBranches(A, inside, input)
    return {
      ...rest,
      y: A.concat(outputs, at + 1),
      pullback: (dy, daux) => pullback(split(A, dy, at + 1, widthsAlong(inside, at)), daux),
    }
  }

/**
 * Two branches on the same input, their outputs concatenated along an axis, the last by default. In JSON there may be
 * any number of branches.
 *
 *     y = [f(x), g(x)]      dx = f†(dy₁) + g†(dy₂)      dy = [dy₁, dy₂]
 *
 * An empty branch gives the input itself, as in a U-net.
 *
 * @example
 * const encoder = pipe(input([64]), parallel((x) => pipe(x, dense(8)), (x) => pipe(x, dense(4), tanh)))
 * const images = pipe(input([3, 8, 8]), parallel((x) => x, (x) => pipe(x, conv2d(5), relu), { axis: 0 }))
 */
export const parallel = defineLayer(
  {
    name: 'parallel',
    summary: 'Parallel branches on the same input, their outputs concatenated along an axis, the last by default.',
    codec: settings,
    example: { branches: [[], [{ layer: 'tanh' }]] },
    build: ({ branches, axis: wanted = -1 }, input, context) =>
      pipe(
        buildBranches(branches, input, context),
        Either.flatMap(({ inside, needs }) => {
          const rank = (inside[0]?.output ?? input).length
          const at = wanted < 0 ? rank + wanted : wanted
          const output = joinedSizes(inside, at)
          return output === undefined
            ? notJoinable(inside, wanted, context)
            : built({ ...needs, output, program: program(inside, at) })
        }),
      ),
    mirror: () => {
      throw new Error(
        'mirror: a parallel layer has no mirror: the way back cannot separate its branches; write the decoder out',
      )
    },
  },
  (specify) =>
    <
      Input extends Sizes,
      Output extends Sizes,
      Aux extends string,
      F extends Sizes,
      G extends Sizes,
      FAux extends string = never,
      GAux extends string = never,
      const Axis extends number = -1,
    >(
      f: (net: Net<Output, Output, never>) => Net<Output, F, FAux>,
      g: (net: Net<Output, Output, never>) => Net<Output, G, GAux>,
      options: { readonly axis?: Axis } = {},
    ) =>
    (net: Net<Input, Output, Aux>): Net<Input, Joined<F, G, Axis>, Aux | FAux | GAux> =>
      append(net, specify({ branches: [f(unknownSizes()).layers, g(unknownSizes()).layers], ...options })),
)
