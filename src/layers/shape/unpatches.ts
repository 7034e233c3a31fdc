import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { array, counted, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { blockSize, blocksOf, imageOfBlocks, mergeBlocks, nearestMultiples, patchOrder } from './blocks.ts'

const imageSizes = describe(
  array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: 2, maxItems: 2 }),
  'the height and the width of the images',
)

/** The blocks of the images that the patches fill. */
const blocksOfPatches = (
  { size, image }: { readonly size: number; readonly image: Sizes },
  input: Sizes,
  context: Context,
): Fallible<Blocks> => {
  if (input.length !== 2) return wrongSizes(context, 'a sequence of patches, [patches, entries]', input)
  const [count, entries] = extentsOf(input, 2)
  if (entries % size ** 2 !== 0)
    return sizeFault(context, 'size', {
      expected: `a size whose square divides the ${counted(entries, 'entry', 'entries')} of a patch`,
      found: String(size),
      remedy: `with it, the nearest numbers of entries: ${nearestMultiples(entries, size ** 2)}`,
    })
  return pipe(
    blocksOf(size, [entries / size ** 2, ...image], context, 'size'),
    Either.flatMap((blocks) =>
      blocks.rows * blocks.columns === count
        ? Either.right(blocks)
        : sizeFault(context, 'image', {
            expected: `an image that ${count} patches of ${size} by ${size} fill`,
            found: `${image.join(' by ')}, which ${blocks.rows * blocks.columns} fill`,
            remedy: `one as high: ${image[0]} by ${Math.max(1, Math.round(count / blocks.rows)) * size}`,
          }),
    ),
  )
}

/**
 * Merges a sequence of square patches into images: the inverse of `patches`.
 *
 *     y[n, c, i·p + a, j·p + b] = x[n, i·w + j, (c, a, b)]      dx = the patches of dy
 *     x: [N, h·w, C·p·p]   y: [N, C, h·p, w·p]
 *
 * @example
 * const decoder = pipe(input([16, 64]), dense(49), unpatches(7, [28, 28]))
 */
export const unpatches = defineLayer(
  {
    name: 'unpatches',
    summary: 'Merges a sequence of square patches into images [channels, height, width]: the inverse of `patches`.',
    example: { size: 2, image: [4, 4] },
    affine: true,
    codec: () => struct({ size: blockSize, image: imageSizes }),
    build: (settings, input, context) =>
      pipe(
        blocksOfPatches(settings, input, context),
        Either.flatMap((blocks) =>
          built({ output: imageOfBlocks(blocks), program: linear(mergeBlocks(blocks, patchOrder)) }),
        ),
      ),
    mirror: ({ size }) => ({ layer: 'patches', size }),
  },
  (specify) =>
    <const Size extends number, const H extends number, const W extends number>(
      size: Size,
      image: readonly [height: H, width: W],
    ) =>
    <Input extends Sizes, T extends number, F extends number, Aux extends string>(
      net: Net<Input, readonly [T, F], Aux>,
    ): Net<Input, readonly [DivFloor<F, Mul<Size, Size>>, H, W], Aux> =>
      append(net, specify({ size, image })),
)
