import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { struct } from '../codec/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks, Order } from './blocks.ts'
import { apart, blocksOf, blockSize, entriesOf, imageOfBlocks, multiples, together } from './blocks.ts'
import { imageOf } from './convolution.ts'
import { misfit } from './fit.ts'
import type { Context } from './layer.ts'
import { built, row } from './layer.ts'
import { linear } from './linear.ts'
import type { Net } from './net.ts'
import { append } from './net.ts'

/** [C, block, block, h, w]: the channels of a channel beside each other. */
const order: Order = [0, 2, 4, 1, 3]

const settings = struct({ block: blockSize })

const spaceToDepthRow = row({
  name: 'spaceToDepth',
  intent: 'Makes channels of the entries of square blocks of images [channels, height, width].',
  affine: true,
  codec: () => settings,
  build: ({ block }, input, context) =>
    Either.chain((blocks: Blocks) => {
      const output = [entriesOf(blocks), blocks.h, blocks.w]
      return built({ output, program: linear(apart(blocks, order, output)) })
    })(blocksOf(block, input, context)),
  mirror: (given) => ({ ...given, layer: 'depthToSpace' }),
})

const deepBlocks = (block: number, input: Sizes, context: Context): Either.Either<Faults, Blocks> =>
  Either.chain(([count, [h = 1, w = 1]]: readonly [number, Sizes]): Either.Either<Faults, Blocks> =>
    count % block ** 2 === 0
      ? Either.right({ channels: count / block ** 2, h, w, block })
      : misfit(context, 'block', {
          expected: `a size whose square divides the ${count} channels`,
          found: String(block),
          remedy: `with it, the nearest numbers of channels: ${multiples(count, block ** 2)}`,
        }),
  )(imageOf(input, 2, context))

const depthToSpaceRow = row({
  name: 'depthToSpace',
  intent: 'Makes square blocks of images [channels, height, width] of channels beside each other.',
  affine: true,
  codec: () => settings,
  build: ({ block }, input, context) =>
    Either.chain((blocks: Blocks) =>
      built({ output: imageOfBlocks(blocks), program: linear(together(blocks, order)) }),
    )(deepBlocks(block, input, context)),
  mirror: (given) => ({ ...given, layer: 'spaceToDepth' }),
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
  { row: spaceToDepthRow },
)

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
  { row: depthToSpaceRow },
)
