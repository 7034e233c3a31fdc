import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'

/** An example with its channels first: a sequence [channels, length] or an image [channels, height, width]. */
export interface Image {
  readonly channels: number
  readonly sizes: Sizes
}

/** The channels and the sizes after them, of which there must be one for each axis. */
export const imageOf = (input: Sizes, axes: 1 | 2, context: Context): Fallible<Image> => {
  const [channels, ...sizes] = input
  if (channels !== undefined && sizes.length === axes) return Either.right({ channels, sizes })
  return wrongSizes(
    context,
    axes === 1 ? 'a sequence with its channels first, [channels, length]' : 'images [channels, height, width]',
    input,
    'reshape it first',
  )
}
