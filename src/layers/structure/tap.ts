import { string, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { plus } from '../core/stage.ts'

/** The name of an aux tensor. */
export const auxName = string('a name', { minLength: 1 })

/**
 * Exposes the tensor at this place to losses, under a name that is unique in the model.
 *
 *     y = x, aux = x      dx = dy + daux
 */
export const tap = defineLayer(
  {
    name: 'tap',
    summary: 'Tap: exposes the tensor at this place to losses under a name.',
    affine: true,
    codec: () => struct({ name: auxName }),
    example: { name: 'hidden' },
    build: ({ name }, input) =>
      built({
        output: input,
        padding: 'keeps',
        aux: { [name]: input },
        program: (A, { x }) => ({
          y: x,
          aux: { [name]: x },
          buffers: {},
          pullback: (dy, daux) => ({ dx: plus(A, dy, daux[name]), dparameters: {} }),
        }),
      }),
    mirror: () => null,
  },
  (specify) =>
    <const Name extends string>(name: Name) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux | Name> =>
      append(net, specify({ name })),
)
