import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { Context } from './layer.ts'

/** A fault about a setting that does not fit the sizes of the input; `key` is the setting. */
export const sizeFault = (
  context: Context,
  key: string,
  { expected, found, remedy }: { readonly expected: string; readonly found: string; readonly remedy?: string },
): Fallible<never> =>
  failure({ fault: 'wrong size', where: `${context.where}.${key}`, expected, found, ...present({ remedy }) })

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
