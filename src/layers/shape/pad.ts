import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { linear, padded } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Add } from './arithmetic.ts'
import type { PairPerAxis, Pairs, Total } from './padWidths.ts'
import { pairsFault, padSettings, padWidthsOf } from './padWidths.ts'

type Padded<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Add<S[K], Total<By[K]>> : S[K]
}

/**
 * Zero padding: for each axis, the number of zeros before it and after it.
 *
 *     y = [0, x, 0]      dx = dy without the padding      x: [N, s₁, …]   y: [N, a₁ + s₁ + b₁, …]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), pad([[0, 0], [2, 2], [2, 2]]), conv2d(8, { stride: 2 }), flatten, dense(32))
 */
export const pad = defineLayer(
  {
    name: 'pad',
    summary: 'Zero padding before and after each axis.',
    example: { by: [[1, 2]] },
    affine: true,
    codec: () => padSettings,
    build: ({ by }, input, context) => {
      const fault = pairsFault(by, input, context)
      if (fault !== undefined) return fault
      const widths = padWidthsOf(by)
      return built({
        output: widths.map(({ before, after }, axis) => extentAt(input, axis) + before + after),
        program: linear(padded(widths)),
      })
    },
    mirror: ({ by }) => ({ layer: 'crop', by }),
  },
  (specify) =>
    <const By extends Pairs>(by: By) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & PairPerAxis<Output, By>,
    ): Net<Input, Padded<Output, By>, Aux> =>
      append(net, specify({ by })),
)
