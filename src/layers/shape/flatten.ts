import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Product } from './arithmetic.ts'
import { noSettings } from '../core/define.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, row } from '../core/layer.ts'
import { linear, reshaped } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const flattenRow = row({
  name: 'flatten',
  summary: 'Makes a vector of every row, its entries in order, the last axis fastest.',
  affine: true,
  codec: () => noSettings,
  build: (_settings, input) => {
    const sizes = [product(input)]
    return built({ output: sizes, program: linear(reshaped(sizes)) })
  },
  mirror: (_settings, input) => ({ layer: 'reshape', sizes: input }),
})

/** One interface, so that `pipe` infers through it. */
interface Flatten {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, readonly [Product<Output>], Aux>
  readonly definition: LayerDefinition
}

/**
 * Every row as a vector, row-major.
 *
 *     y = x[n, :]      dx = dy in the sizes of x      x: [N, s₁, …, sₖ]   y: [N, s₁·…·sₖ]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), flatten, dense(32))
 */
export const flatten: Flatten = Object.assign(
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, readonly [Product<Output>], Aux> => append(net, { layer: 'flatten' }),
  { definition: flattenRow },
)
