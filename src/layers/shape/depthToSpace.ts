import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf } from '../../tensor/shape.ts'
import { imageOf } from '../convolution/image.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { blockSize, depthOrder, imageOfBlocks, mergeBlocks, nearestMultiples } from './blocks.ts'

/** The blocks that the channels hold; a fault where their number is no multiple of a block's. */
const blocksInChannels = (block: number, input: Sizes, context: Context): Fallible<Blocks> =>
  pipe(
    imageOf(input, 2, context),
    Either.flatMap(({ channels, sizes }) => {
      const [rows, columns] = extentsOf(sizes, 2)
      return channels % block ** 2 === 0
        ? Either.right({ channels: channels / block ** 2, rows, columns, block })
        : sizeFault(context, 'block', {
            expected: `a size whose square divides the ${channels} channels`,
            found: String(block),
            remedy: `with it, the nearest numbers of channels: ${nearestMultiples(channels, block ** 2)}`,
          })
    }),
  )

/**
 * Depth to space, PyTorch's `pixel_shuffle`: channels become the entries of square blocks. The upsampling of sub-pixel
 * convolution (Shi et al. 2016, equation 4) and the inverse of `spaceToDepth`.
 *
 *     y[n, c, i·r + a, j·r + b] = x[n, (c, a, b), i, j]      dx = space to depth of dy
 *     x: [N, C·r·r, h, w]   y: [N, C, h·r, w·r]
 *
 * @example
 * const decoder = pipe(input([32]), dense(784), reshape([16, 7, 7]), conv2d(16), depthToSpace(2), conv2d(4), depthToSpace(2))
 */
export const depthToSpace = defineLayer(
  {
    name: 'depthToSpace',
    summary: 'Depth to space (pixel shuffle): channels of images [channels, height, width] become square blocks.',
    example: { block: 2 },
    affine: true,
    codec: () => struct({ block: blockSize }),
    build: ({ block }, input, context) =>
      pipe(
        blocksInChannels(block, input, context),
        Either.flatMap((blocks) =>
          built({ output: imageOfBlocks(blocks), program: linear(mergeBlocks(blocks, depthOrder)) }),
        ),
      ),
    mirror: (settings) => ({ ...settings, layer: 'spaceToDepth' }),
  },
  (specify) =>
    <const Block extends number>(block: Block) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [DivFloor<C, Mul<Block, Block>>, Mul<H, Block>, Mul<W, Block>], Aux> =>
      append(net, specify({ block })),
)
