import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { apart, blocksOf, blockSize, entriesOf, patchOrder } from './blocks.ts'
import { built, row } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const patchesRow = row({
  name: 'patches',
  summary: 'Cuts images [channels, height, width] into square patches: a sequence with a vector for each.',
  affine: true,
  codec: () => struct({ size: blockSize }),
  build: ({ size }, input, context) =>
    Either.chain((blocks: Blocks) => {
      const output = [blocks.h * blocks.w, entriesOf(blocks)]
      return built({ output, program: linear(apart(blocks, patchOrder, output)) })
    })(blocksOf(size, input, context, 'size')),
  mirror: ({ size }, input) => ({ layer: 'unpatches', size, image: input.slice(1) }),
})

/**
 * Images as a sequence of square patches, row by row (Dosovitskiy et al. 2021, section 3.1). The entries of a patch are
 * in order of channel, row and column, as in PyTorch's `unfold`.
 *
 *     y[n, i·w + j, (c, a, b)] = x[n, c, i·p + a, j·p + b]      dx = dy put together
 *     x: [N, C, h·p, w·p]   y: [N, h·w, C·p·p]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), patches(7), dense(64), learnedPositions, Layers.transformerBlock({ width: 64, heads: 4, hidden: 128 }))
 */
export const patches = Object.assign(
  <const Size extends number>(size: Size) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [Mul<DivFloor<H, Size>, DivFloor<W, Size>>, Mul<C, Mul<Size, Size>>], Aux> =>
      append(net, { layer: 'patches', size }),
  { definition: patchesRow },
)
