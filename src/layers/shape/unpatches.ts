import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { array, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DivFloor, Mul } from './arithmetic.ts'
import type { Blocks } from './blocks.ts'
import { blocksOf, blockSize, imageOfBlocks, multiples, patchOrder, together } from './blocks.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import { linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const image = describe(
  array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: 2, maxItems: 2 }),
  'the height and the width of the images',
)

/** Blocks of an image that so many patches of so many entries fill. */
const blocksFrom = (
  { size, image: sizes }: { readonly size: number; readonly image: Sizes },
  input: Sizes,
  context: Context,
): Either.Either<Faults, Blocks> => {
  const [count, entries] = input
  if (count === undefined || entries === undefined || input.length > 2)
    return wrongSizes(context, 'a sequence of patches, [patches, entries]', input)
  if (entries % size ** 2 !== 0)
    return sizeFault(context, 'size', {
      expected: `a size whose square divides the ${entries} entries of a patch`,
      found: String(size),
      remedy: `with it, the nearest numbers of entries: ${multiples(entries, size ** 2)}`,
    })
  return Either.chain((blocks: Blocks) =>
    blocks.h * blocks.w === count
      ? Either.right(blocks)
      : sizeFault(context, 'image', {
          expected: `an image that ${count} patches of ${size} by ${size} fill`,
          found: `${sizes.join(' by ')}, which ${blocks.h * blocks.w} fill`,
          remedy: `one as high: ${sizes[0]} by ${Math.max(1, Math.round(count / blocks.h)) * size}`,
        }),
  )(blocksOf(size, [entries / size ** 2, ...sizes], context, 'size'))
}

const unpatchesRow = row({
  name: 'unpatches',
  summary: 'Puts images [channels, height, width] together from a sequence of square patches, as `patches` cuts them.',
  affine: true,
  codec: () => struct({ size: blockSize, image }),
  build: (given, input, context) =>
    Either.chain((blocks: Blocks) =>
      built({ output: imageOfBlocks(blocks), program: linear(together(blocks, patchOrder)) }),
    )(blocksFrom(given, input, context)),
  mirror: ({ size }) => ({ layer: 'patches', size }),
})

/**
 * Images from a sequence of square patches: the way back from `patches`.
 *
 *     y[n, c, i·p + a, j·p + b] = x[n, i·w + j, (c, a, b)]      dx = dy cut into patches
 *     x: [N, h·w, C·p·p]   y: [N, C, h·p, w·p]
 *
 * @example
 * const decoder = pipe(input([16, 64]), dense(49), unpatches(7, [28, 28]))
 */
export const unpatches = Object.assign(
  <const Size extends number, const H extends number, const W extends number>(
    size: Size,
    to: readonly [height: H, width: W],
  ) =>
    <Input extends Sizes, T extends number, F extends number, Aux extends string>(
      net: Net<Input, readonly [T, F], Aux>,
    ): Net<Input, readonly [DivFloor<F, Mul<Size, Size>>, H, W], Aux> =>
      append(net, { layer: 'unpatches', size, image: to }),
  { definition: unpatchesRow },
)
