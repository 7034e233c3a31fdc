import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import { blockEntries, blockSize, blocksOf, depthOrder, splitBlocks } from './blocks.ts'

/**
 * Space to depth, PyTorch's `pixel_unshuffle`: the entries of each square block become channels, so that an image gets
 * smaller without loss.
 *
 *     y[n, (c, a, b), i, j] = x[n, c, i·r + a, j·r + b]      dx = depth to space of dy
 *     x: [N, C, h·r, w·r]   y: [N, C·r·r, h, w]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), spaceToDepth(2), conv2d(16), relu, spaceToDepth(2), conv2d(8), flatten, dense(32))
 */
export const spaceToDepth = defineLayer(
  {
    name: 'spaceToDepth',
    summary: 'Space to depth (pixel unshuffle): square blocks of images [channels, height, width] become channels.',
    example: { block: 2 },
    affine: true,
    codec: () => struct({ block: blockSize }),
    build: ({ block }, input, context) =>
      pipe(
        blocksOf(block, input, context),
        Either.flatMap((blocks) => {
          const output = [blockEntries(blocks), blocks.rows, blocks.columns]
          return built({ output, program: linear(splitBlocks(blocks, depthOrder, output)) })
        }),
      ),
    mirror: (settings) => ({ ...settings, layer: 'depthToSpace' }),
  },
  (specify) =>
    <const Block extends number>(block: Block) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [Mul<C, Mul<Block, Block>>, DivFloor<H, Block>, DivFloor<W, Block>], Aux> =>
      append(net, specify({ block })),
)
