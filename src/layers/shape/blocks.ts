import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { describe, integer } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, extentsOf, product } from '../../tensor/shape.ts'
import { imageOf } from '../convolution/image.ts'
import { nearestDivisors, sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder, permuted, reshaped } from '../core/linear.ts'

/** Images [channels, rows · block, columns · block] as rows × columns square blocks. */
export interface Blocks {
  readonly channels: number
  readonly rows: number
  readonly columns: number
  readonly block: number
}

export const blockSize = describe(integer({ minimum: 1, maximum: 4096 }), 'the height and width of a block')

/** A permutation of the axes [C, rows, block, columns, block]. */
export type BlockOrder = readonly [number, number, number, number, number]

/** [rows, columns, C, block, block]: patch by patch, each channel by channel. */
export const patchOrder: BlockOrder = [1, 3, 0, 2, 4]

/** [C, block, block, rows, columns]: the entries of each block become channels. */
export const depthOrder: BlockOrder = [0, 2, 4, 1, 3]

const blockAxes = ({ channels, rows, columns, block }: Blocks): Sizes => [channels, rows, block, columns, block]

export const imageOfBlocks = ({ channels, rows, columns, block }: Blocks): Sizes => [
  channels,
  rows * block,
  columns * block,
]

/** Splits images into blocks, permutes the axes and reshapes to these sizes. */
export const splitBlocks = (blocks: Blocks, order: BlockOrder, sizes: Sizes): Linear =>
  inOrder(reshaped(blockAxes(blocks)), permuted(order), reshaped(sizes))

/** The inverse of `splitBlocks`: merges blocks into images. */
export const mergeBlocks = (blocks: Blocks, order: BlockOrder): Linear =>
  inOrder(
    reshaped(order.map((axis) => extentAt(blockAxes(blocks), axis))),
    permuted(order.map((_, axis) => order.indexOf(axis))),
    reshaped(imageOfBlocks(blocks)),
  )

/** The blocks of an image; a fault where the block size does not divide its height and width. */
export const blocksOf = (block: number, input: Sizes, context: Context, key = 'block'): Fallible<Blocks> =>
  pipe(
    imageOf(input, 2, context),
    Either.flatMap(({ channels, sizes }) => {
      const [height, width] = extentsOf(sizes, 2)
      return height % block === 0 && width % block === 0
        ? Either.right({ channels, rows: height / block, columns: width / block, block })
        : sizeFault(context, key, {
            expected: `a size that divides the height ${height} and the width ${width}`,
            found: String(block),
            remedy: `the nearest that do: ${nearestDivisors(sizes, block).join(' and ')}`,
          })
    }),
  )

/** The number of entries in a block, over all channels. */
export const blockEntries = ({ channels, block }: Blocks): number => product([channels, block, block])

/** The nearest positive multiples of a divisor, as text: `48 and 96`. */
export const nearestMultiples = (count: number, divisor: number): string =>
  [...new Set([Math.max(1, Math.floor(count / divisor)) * divisor, Math.ceil(count / divisor) * divisor])].join(' and ')
