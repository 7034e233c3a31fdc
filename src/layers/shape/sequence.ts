import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { integer } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'

/** The codec of a sequence's length. */
export const sequenceLength = integer({ minimum: 1, maximum: 1_048_576 })

/** An example that is a sequence of vectors, [length, width]. */
export interface Sequence {
  readonly length: number
  readonly width: number
}

/** The length and the width of a sequence of vectors; a fault where examples are something else. */
export const sequenceOf = (input: Sizes, context: Context): Fallible<Sequence> => {
  const [length = 0, width] = input
  return width === undefined || length < 1 || input.length > 2
    ? wrongSizes(
        context,
        'a sequence of at least one vector, [t, f]',
        input,
        input.length === 1 ? 'repeatVector(t) makes one of a vector [f]' : 'reshape it first',
      )
    : Either.right({ length, width })
}
