import type { Fallible } from '../../codec/index.ts'
import { counted } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { PadWidths } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { cut, linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Sub } from './arithmetic.ts'
import type { PairPerAxis, Pairs, Total } from './padWidths.ts'
import { pairsFault, padSettings, padWidthsOf } from './padWidths.ts'

const cropped = (input: Sizes, widths: ReadonlyArray<PadWidths>): Sizes =>
  widths.map(({ before, after }, axis) => extentAt(input, axis) - before - after)

/** The fault of an axis that would be empty; the remedy takes less off its end, then off its start. */
const emptyAxis = (input: Sizes, widths: ReadonlyArray<PadWidths>, context: Context): Fallible<never> | undefined => {
  const axis = cropped(input, widths).findIndex((size) => size < 1)
  const width = widths[axis]
  if (width === undefined) return undefined
  const size = extentAt(input, axis)
  const front = Math.min(width.before, size - 1)
  return sizeFault(context, `by[${axis}]`, {
    expected: `at most ${counted(size - 1, 'entry', 'entries')} taken off an axis of ${size}`,
    found: `${width.before} and ${width.after}`,
    remedy: `the nearest that leave something: ${front} and ${size - 1 - front}`,
  })
}

type Cropped<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Sub<S[K], Total<By[K]>> : S[K]
}

/**
 * Crops examples: for each axis, the number of entries that are removed from its start and from its end.
 *
 *     y = x[:, a₁ : s₁ − b₁, …]      dx = [0, dy, 0]      x: [N, s₁, …]   y: [N, s₁ − a₁ − b₁, …]
 *
 * @example
 * const decoder = pipe(input([1, 32, 32]), conv2d(1), crop([[0, 0], [2, 2], [2, 2]]))
 */
export const crop = defineLayer(
  {
    name: 'crop',
    summary: 'Crops examples: removes entries from the start and the end of each axis.',
    example: { by: [[1, 2]] },
    affine: true,
    codec: () => padSettings,
    build: ({ by }, input, context) => {
      const fault = pairsFault(by, input, context)
      if (fault !== undefined) return fault
      const widths = padWidthsOf(by)
      const ranges = widths.map(({ before, after }, axis) => ({ start: before, stop: extentAt(input, axis) - after }))
      return (
        emptyAxis(input, widths, context) ?? built({ output: cropped(input, widths), program: linear(cut(ranges)) })
      )
    },
    mirror: ({ by }) => ({ layer: 'pad', by }),
  },
  (specify) =>
    <const By extends Pairs>(by: By) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & PairPerAxis<Output, By>,
    ): Net<Input, Cropped<Output, By>, Aux> =>
      append(net, specify({ by })),
)
