import type { Fallible } from '../../codec/index.ts'
import { array, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, extentsOf } from '../../tensor/shape.ts'
import type { PadWidths } from '../../tensor/tensor.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import type { Add } from './arithmetic.ts'

const pair = array(integer({ minimum: 0, maximum: 1_048_576 }), { minItems: 2, maxItems: 2 })

/** The settings of `pad` and `crop`. */
export const padSettings = struct({
  by: describe(array(pair, { minItems: 1, maxItems: 8 }), 'for each axis: how many entries before it and after it'),
})

export const padWidthsOf = (by: ReadonlyArray<Sizes>): ReadonlyArray<PadWidths> =>
  by.map((widths) => {
    const [before, after] = extentsOf(widths, 2)
    return { before, after }
  })

/** The fault of a number of pairs that is not the number of axes. */
export const pairsFault = (by: ReadonlyArray<Sizes>, input: Sizes, context: Context): Fallible<never> | undefined =>
  by.length === input.length
    ? undefined
    : sizeFault(context, 'by', {
        expected: `${input.length} pairs, one for each axis of ${drawShape(input)}`,
        found: String(by.length),
        remedy: 'an axis that stays as it is has [0, 0]',
      })

/** For each axis, the entries before it and after it. */
export type Pairs = ReadonlyArray<readonly [before: number, after: number]>

/** Refuses examples with more or fewer axes than there are pairs. */
export type PairPerAxis<S extends Sizes, By extends Pairs> = number extends S['length'] | By['length']
  ? unknown
  : By['length'] extends S['length']
    ? unknown
    : `${By['length']} pairs do not fit rows of ${S['length']} axes`

/** The sum of a pair. */
export type Total<P> = P extends readonly [infer Before extends number, infer After extends number]
  ? Add<Before, After>
  : number
