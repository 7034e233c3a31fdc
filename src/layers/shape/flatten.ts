import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import { defineLayer, noSettings } from '../core/define.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { linear, reshaped } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Product } from './arithmetic.ts'

/** One interface, so that `pipe` infers through it. */
interface Flatten {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, readonly [Product<Output>], Aux>
  readonly definition: LayerDefinition
}

/**
 * Flattens each example to a vector, row-major.
 *
 *     y = x[n, :]      dx = dy in the sizes of x      x: [N, s₁, …, sₖ]   y: [N, s₁·…·sₖ]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), flatten, dense(32))
 */
export const flatten: Flatten = defineLayer(
  {
    name: 'flatten',
    summary: 'Flattens each example to a vector (row-major).',
    example: {},
    affine: true,
    codec: () => noSettings,
    build: (_settings, input) => {
      const output = [product(input)]
      return built({ output, program: linear(reshaped(output)) })
    },
    mirror: (_settings, input) => ({ layer: 'reshape', sizes: input }),
  },
  (specify) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, readonly [Product<Output>], Aux> =>
      append(net, specify({})),
)
