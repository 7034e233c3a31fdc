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
import { blockEntries, blockSize, blocksOf, patchOrder, splitBlocks } from './blocks.ts'

/**
 * Cuts images into a sequence of square patches, in row-major order (Dosovitskiy et al. 2021, section 3.1). The entries
 * of a patch are in order of channel, row and column, as in PyTorch's `unfold`.
 *
 *     y[n, i·w + j, (c, a, b)] = x[n, c, i·p + a, j·p + b]      dx = the patches of dy merged into images
 *     x: [N, C, h·p, w·p]   y: [N, h·w, C·p·p]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), patches(7), dense(64), learnedPositions, Layers.transformerBlock({ width: 64, heads: 4, hidden: 128 }))
 */
export const patches = defineLayer(
  {
    name: 'patches',
    summary: 'Cuts images [channels, height, width] into a sequence of square patches, each a vector.',
    example: { size: 2 },
    affine: true,
    codec: () => struct({ size: blockSize }),
    build: ({ size }, input, context) =>
      pipe(
        blocksOf(size, input, context, 'size'),
        Either.flatMap((blocks) => {
          const output = [blocks.rows * blocks.columns, blockEntries(blocks)]
          return built({ output, program: linear(splitBlocks(blocks, patchOrder, output)) })
        }),
      ),
    mirror: ({ size }, input) => ({ layer: 'unpatches', size, image: input.slice(1) }),
  },
  (specify) =>
    <const Size extends number>(size: Size) =>
    <Input extends Sizes, C extends number, H extends number, W extends number, Aux extends string>(
      net: Net<Input, readonly [C, H, W], Aux>,
    ): Net<Input, readonly [Mul<DivFloor<H, Size>, DivFloor<W, Size>>, Mul<C, Mul<Size, Size>>], Aux> =>
      append(net, specify({ size })),
)
