import type { Sizes } from '../../tensor/shape.ts'
import type { Add } from './arithmetic.ts'
import type { Paired, Pairs, Total } from './padWidths.ts'
import { padWidthsOf, settings, unpaired } from './padWidths.ts'
import { built, row } from '../core/layer.ts'
import { linear, padded } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const padRow = row({
  name: 'pad',
  summary: 'Puts zeros before and after each axis of every row.',
  affine: true,
  codec: () => settings,
  build: ({ by }, input, context) => {
    const edges = padWidthsOf(by)
    return (
      unpaired(by, input, context) ??
      built({
        output: input.map((size, axis) => size + (edges[axis]?.before ?? 0) + (edges[axis]?.after ?? 0)),
        program: linear(padded(edges)),
      })
    )
  },
  mirror: ({ by }) => ({ layer: 'crop', by }),
})

type Longer<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Add<S[K], Total<By[K]>> : S[K]
}

/**
 * Zeros around the axes of a row: for each axis how many before it and how many after.
 *
 *     y = [0, x, 0]      dx = dy without its edges      x: [N, s₁, …]   y: [N, a₁ + s₁ + b₁, …]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), pad([[0, 0], [2, 2], [2, 2]]), conv2d(8, { stride: 2 }), flatten, dense(32))
 */
export const pad = Object.assign(
  <const By extends Pairs>(by: By) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & Paired<Output, By>,
    ): Net<Input, Longer<Output, By>, Aux> =>
      append(net, { layer: 'pad', by }),
  { definition: padRow },
)
