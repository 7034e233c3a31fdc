import { boolean, string, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { lastExtent } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { DenseOutput, Vectors } from './dense.ts'
import { affine, units, vectorWidth } from './dense.ts'

/**
 * A dense layer that shares the weights of another one, transposed: what `mirror(encoder, { tied: true })` puts
 * where the encoder has a dense layer. Its bias is its own.
 *
 *     y  = x·Wᵀ + b     x: [N, i]   W: [o, i], another layer's   b: [o]   y: [N, o]
 *     dx = dy·W         dW = dyᵀ·x, added to the other layer's   db = Σₙ dy
 */
export const tied = defineLayer({
    name: 'tied',
    summary: 'Dense layer with tied weights: the transposed weight of another dense layer and a bias of its own.',
    affine: true,
    codec: () =>
      struct(
        { units, to: string('the full name of a dense layer, such as "encoder.0"', { minLength: 1 }) },
        { bias: boolean },
      ),
    build: ({ units: o, to, bias = true }, input, context) => {
      const [i] = input.slice(-1)
      if (i === undefined || input.length > 2)
        return wrongSizes(context, 'a vector [i] or a sequence of vectors [t, i]', input, 'flatten it first')
      const output = [...input.slice(0, -1), o]
      return built({
        output,
        parameters: bias ? { bias: { shape: [o], initialiser: 'zeros', fan: { in: i, out: o } } } : {},
        shared: { weight: { from: `${to}.weight`, shape: [o, i] } },
        program: affine(output, { bias, transposed: true }),
      })
    },
    mirror: ({ to: _, units: _units, ...spec }, input) => ({ ...spec, layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Units extends number>(width: Units, to: string, options: { readonly bias?: boolean } = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux> =>
      append(net, specify({ units: width, to, ...options })),
)
