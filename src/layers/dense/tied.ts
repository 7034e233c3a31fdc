import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { boolean, string, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { lastExtent } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import type { BiasOptions } from '../core/initial.ts'
import { biasParameter } from '../core/initial.ts'
import { biasInitialiser } from '../core/initialiser.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { DenseOutput, Vectors } from './dense.ts'
import { affine, units, vectorWidth, withWidth } from './dense.ts'

/**
 * A dense layer with tied weights: the transposed weight of another dense layer, named by its place (`encoder.0`), and a
 * bias of its own. `mirror(encoder, { tied: true })` writes one for every dense layer of the encoder.
 *
 *     y  = x·Wᵀ + b     x: [N, i]   W: [o, i], another layer's   b: [o]   y: [N, o]
 *     dx = dy·W         dW = dyᵀ·x, added to the other layer's   db = Σₙ dy
 *
 * @example
 * const decoder = pipe(input([32]), tied(784, 'encoder.0'), sigmoid)
 */
export const tied = defineLayer(
  {
    name: 'tied',
    summary: 'Dense layer with tied weights: the transposed weight of another dense layer and a bias of its own.',
    affine: true,
    codec: () =>
      struct(
        { units, to: string('the full name of a dense layer, such as "encoder.0"', { minLength: 1 }) },
        { bias: boolean, biasInitialiser },
      ),
    example: { units: 2, to: 'encoder.0' },
    build: ({ units: o, to, ...bias }, input, context) =>
      pipe(
        vectorWidth(input, context),
        Either.flatMap((i) => {
          const output = withWidth(input, o)
          return built({
            output,
            padding: 'keeps',
            parameters: biasParameter(o, { in: i, out: o }, bias),
            shared: { weight: { from: `${to}.weight`, where: `${context.where}.to`, shape: [o, i] } },
            program: affine(output, { bias: bias.bias ?? true, transposed: true }),
          })
        }),
      ),
    mirror: ({ to: _, units: _units, ...spec }, input) => ({ ...spec, layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Units extends number>(width: Units, to: string, options: BiasOptions = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux> =>
      append(net, specify({ units: width, to, ...options })),
)
