import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { blockSize, depthOrder, imageOfBlocks, multiples, together } from './blocks.ts'
import { imageOf } from '../convolution/convolution.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built, row } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const deepBlocks = (block: number, input: Sizes, context: Context): Either.Either<Faults, Blocks> =>
  Either.chain(([count, [h = 1, w = 1]]: readonly [number, Sizes]): Either.Either<Faults, Blocks> =>
    count % block ** 2 === 0
      ? Either.right({ channels: count / block ** 2, h, w, block })
      : sizeFault(context, 'block', {
          expected: `a size whose square divides the ${count} channels`,
          found: String(block),
          remedy: `with it, the nearest numbers of channels: ${multiples(count, block ** 2)}`,
        }),
  )(imageOf(input, 2, context))

const depthToSpaceRow = row({
  name: 'depthToSpace',
  summary: 'Makes square blocks of images [channels, height, width] of channels beside each other.',
  affine: true,
  codec: () => struct({ block: blockSize }),
  build: ({ block }, input, context) =>
    Either.chain((blocks: Blocks) =>
      built({ output: imageOfBlocks(blocks), program: linear(together(blocks, depthOrder)) }),
    )(deepBlocks(block, input, context)),
  mirror: (given) => ({ ...given, layer: 'spaceToDepth' }),
})

/**
 * Channels as the entries of blocks, in the order of PyTorch's `pixel_shuffle`: the upsampling of sub-pixel
 * convolution (Shi et al. 2016, equation 4), and the way back from `spaceToDepth`.
 *
 *     y[n, c, i·r + a, j·r + b] = x[n, (c, a, b), i, j]      dx = dy taken apart      x: [N, C·r·r, h, w]   y: [N, C, h·r, w·r]
 *
 * @example
 * const decoder = pipe(input([32]), dense(784), reshape([16, 7, 7]), conv2d(16), depthToSpace(2), conv2d(4), depthToSpace(2))
 */
export const depthToSpace = Object.assign(
  <const Block extends number>(block: Block) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [DivFloor<C, Mul<Block, Block>>, Mul<H, Block>, Mul<W, Block>], Aux> =>
      append(net, { layer: 'depthToSpace', block }),
  { definition: depthToSpaceRow },
)
