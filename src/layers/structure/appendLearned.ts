import { describe, number, struct } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, lastExtent } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import type { Add } from '../shape/arithmetic.ts'

const program =
  (input: Sizes): Program =>
  (A, { x, parameters }) => {
    const shape = A.shape(x)
    const single = [...input.slice(0, -1), 1]
    const repeated = A.expand(A.reshape(Named.get(parameters, 'value'), single), [extentAt(shape, 0), ...single])
    return stage(A.concat([x, repeated], input.length), (dy) => {
      const [dx = dy, d = dy] = split(A, dy, input.length, [lastExtent(input), 1])
      return { dx, dparameters: { value: A.reshape(sumTo(A, d, single), input.slice(0, -1)) } }
    })
  }

/** Sizes with one entry more along the last axis. */
type OneMore<S extends Sizes> = S extends readonly [...infer Rest extends Sizes, infer Last extends number]
  ? readonly [...Rest, Add<Last, 1>]
  : never

/**
 * Appends a trained number to each vector, the same in all rows: at the end of a decoder, a variance or a dispersion per
 * feature, where a likelihood takes several numbers for each entry. All begin with `initial`, 0 by default.
 *
 *     y  = [x, θ]               x: [N, …s, P]   θ: […s]   y: [N, …s, P + 1]
 *     dx = dy[…, :P]            dθ = Σₙ dy[…, P]
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([8]), dense(2)),
 *   decoder: pipe(input([2]), dense(8), reshape([8, 1]), appendLearned()),
 *   loss: gaussianLikelihood,
 * })
 */
export const appendLearned = defineLayer(
  {
    name: 'appendLearned',
    summary:
      'Trained number per vector, appended to it: a variance or a dispersion per feature at the end of a decoder.',
    affine: true,
    codec: () => struct({}, { initial: describe(number(), 'the value that all begin with; 0 by default') }),
    example: {},
    build: ({ initial = 0 }, input, context) =>
      input.length < 2
        ? wrongSizes(context, 'vectors of parameters, […, P]', input, 'put reshape([…, 1]) before it')
        : built({
            output: input.map((extent, i) => (i === input.length - 1 ? extent + 1 : extent)),
            parameters: {
              value: { shape: input.slice(0, -1), initialiser: initial, fan: { in: 1, out: 1 } },
            },
            program: program(input),
          }),
    mirror: () => {
      throw new Error('mirror: appendLearned ends a decoder: write the way back out')
    },
  },
  (specify) =>
    (options: { readonly initial?: number } = {}) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, OneMore<Output>, Aux> =>
      append(net, specify(options)),
)
