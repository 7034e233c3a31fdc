import type * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { array, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { PadWidths } from '../../tensor/tensor.ts'
import type { Add } from './arithmetic.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'

const pair = array(integer({ minimum: 0, maximum: 1_048_576 }), { minItems: 2, maxItems: 2 })
export const settings = struct({
  by: describe(
    array(pair, { minItems: 1, maxItems: 8 }),
    'for each axis of a row: how many before it and how many after',
  ),
})

export const padWidthsOf = (by: ReadonlyArray<Sizes>): ReadonlyArray<PadWidths> =>
  by.map(([before = 0, after = 0]) => ({ before, after }))

/** The fault of pairs that are not one for each axis. */
export const unpaired = (
  by: ReadonlyArray<Sizes>,
  input: Sizes,
  context: Context,
): Either.Either<Faults, never> | undefined =>
  by.length === input.length
    ? undefined
    : sizeFault(context, 'by', {
        expected: `${input.length} pairs, one for each axis of ${drawShape(input)}`,
        found: String(by.length),
        remedy: 'an axis that stays has [0, 0]',
      })

/** For each axis how many before it and how many after. */
export type Pairs = ReadonlyArray<readonly [before: number, after: number]>

/** Refuses rows with more or fewer axes than there are pairs. */
export type Paired<S extends Sizes, By extends Pairs> = number extends S['length'] | By['length']
  ? unknown
  : By['length'] extends S['length']
    ? unknown
    : `${By['length']} pairs do not fit rows of ${S['length']} axes`

/** How many a pair is together. */
export type Total<P> = P extends readonly [infer Before extends number, infer After extends number]
  ? Add<Before, After>
  : number
