import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Context } from './layer.ts'

/** A setting that does not fit the sizes that come in; `key` is the setting. */
export const sizeFault = (
  context: Context,
  key: string,
  { expected, found, remedy }: { readonly expected: string; readonly found: string; readonly remedy?: string },
): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'wrong size',
      where: `${context.where}.${key}`,
      expected,
      found,
      ...(remedy === undefined ? {} : { remedy }),
    },
  ])

const divisors = (extent: number): ReadonlyArray<number> =>
  Array.from({ length: Math.floor(Math.sqrt(extent)) }, (_, i) => i + 1)
    .filter((d) => extent % d === 0)
    .flatMap((d) => [d, extent / d])

/** The nearest numbers below and above that divide all extents. */
export const nearestDivisors = (extents: ReadonlyArray<number>, wanted: number): ReadonlyArray<number> => {
  const [first = 1, ...rest] = extents
  const common = divisors(first).filter((d) => rest.every((extent) => extent % d === 0))
  const below = common.filter((d) => d <= wanted)
  const above = common.filter((d) => d >= wanted)
  return [
    ...new Set([below.length > 0 ? [Math.max(...below)] : [], above.length > 0 ? [Math.min(...above)] : []].flat()),
  ]
}

/** Sizes of another rank out of these. */
export const ofRank = (sizes: Sizes, rank: number): Sizes =>
  Array.from({ length: rank }, (_, i) => sizes[i % sizes.length] ?? 1)
