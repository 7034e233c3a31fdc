import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { apart, blocksOf, blockSize, depthOrder, entriesOf } from './blocks.ts'
import { built, row } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const spaceToDepthRow = row({
  name: 'spaceToDepth',
  summary: 'Makes channels of the entries of square blocks of images [channels, height, width].',
  affine: true,
  codec: () => struct({ block: blockSize }),
  build: ({ block }, input, context) =>
    Either.chain((blocks: Blocks) => {
      const output = [entriesOf(blocks), blocks.h, blocks.w]
      return built({ output, program: linear(apart(blocks, depthOrder, output)) })
    })(blocksOf(block, input, context)),
  mirror: (given) => ({ ...given, layer: 'depthToSpace' }),
})

/**
 * The entries of each block of an image as channels, in the order of PyTorch's `pixel_unshuffle`: a smaller image
 * without loss.
 *
 *     y[n, (c, a, b), i, j] = x[n, c, i·r + a, j·r + b]      dx = dy put back      x: [N, C, h·r, w·r]   y: [N, C·r·r, h, w]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), spaceToDepth(2), conv2d(16), relu, spaceToDepth(2), conv2d(8), flatten, dense(32))
 */
export const spaceToDepth = Object.assign(
  <const Block extends number>(block: Block) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [Mul<C, Mul<Block, Block>>, DivFloor<H, Block>, DivFloor<W, Block>], Aux> =>
      append(net, { layer: 'spaceToDepth', block }),
  { definition: spaceToDepthRow },
)
