import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { describe, integer } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import { imageOf } from '../convolution/convolution.ts'
import { sizeFault, nearestDivisors } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder, permuted, reshaped } from '../core/linear.ts'

/** Images [channels, h · block, w · block] as h × w square blocks. */
export interface Blocks {
  readonly channels: number
  readonly h: number
  readonly w: number
  readonly block: number
}

export const blockSize = describe(integer({ minimum: 1, maximum: 4096 }), 'how high and wide a block is')

/** Where each axis of [C, h, block, w, block] goes. */
export type Order = readonly [number, number, number, number, number]

/** [h, w, C, block, block]: patch by patch, channel by channel. */
export const patchOrder: Order = [1, 3, 0, 2, 4]

/** [C, block, block, h, w]: the entries of a channel's blocks as channels beside each other. */
export const depthOrder: Order = [0, 2, 4, 1, 3]

const split = ({ channels, h, w, block }: Blocks): Sizes => [channels, h, block, w, block]

export const imageOfBlocks = ({ channels, h, w, block }: Blocks): Sizes => [channels, h * block, w * block]

/** Images with their blocks taken apart, in an order of [C, h, block, w, block], as rows of these sizes. */
export const apart = (blocks: Blocks, order: Order, sizes: Sizes): Linear =>
  inOrder(reshaped(split(blocks)), permuted(order), reshaped(sizes))

/** The way back. */
export const together = (blocks: Blocks, order: Order): Linear =>
  inOrder(
    reshaped(order.map((axis) => split(blocks)[axis] ?? 1)),
    permuted(order.map((_, axis) => order.indexOf(axis))),
    reshaped(imageOfBlocks(blocks)),
  )

/** Images that blocks of this size fill. */
export const blocksOf = (block: number, input: Sizes, context: Context, key = 'block'): Either.Either<Faults, Blocks> =>
  Either.chain(([channels, sizes]: readonly [number, Sizes]): Either.Either<Faults, Blocks> => {
    const [h = 1, w = 1] = sizes
    return h % block === 0 && w % block === 0
      ? Either.right({ channels, h: h / block, w: w / block, block })
      : sizeFault(context, key, {
          expected: `a size that divides the height ${h} and the width ${w}`,
          found: String(block),
          remedy: `the nearest that do: ${nearestDivisors(sizes, block).join(' and ')}`,
        })
  })(imageOf(input, 2, context))

/** How many entries a block has over all channels. */
export const entriesOf = ({ channels, block }: Blocks): number => product([channels, block, block])

/** The nearest multiples of a number, at least once it. */
export const multiples = (count: number, of: number): string =>
  [...new Set([Math.max(1, Math.floor(count / of)) * of, Math.ceil(count / of) * of])].join(' and ')
