import type { Sizes } from '../../tensor/shape.ts'
import type { Sub } from './arithmetic.ts'
import type { Paired, Pairs, Total } from './padWidths.ts'
import { padWidthsOf, settings, unpaired } from './padWidths.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context } from '../core/layer.ts'
import { built, row } from '../core/layer.ts'
import { cut, linear } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

/** The fault of an axis that nothing would be left of; less is taken off behind, then in front. */
const nothingLeft = (by: ReadonlyArray<Sizes>, input: Sizes, context: Context) => {
  const left = input.map((size, axis) => size - (by[axis]?.[0] ?? 0) - (by[axis]?.[1] ?? 0))
  const axis = left.findIndex((size) => size < 1)
  const [size = 1, [before = 0, after = 0] = []] = [input[axis], by[axis]]
  const front = Math.min(before, size - 1)
  return axis < 0
    ? undefined
    : sizeFault(context, `by[${axis}]`, {
        expected: `at most ${size - 1} entries taken off an axis of ${size}`,
        found: `${before} and ${after}`,
        remedy: `the nearest that leave something: ${front} and ${size - 1 - front}`,
      })
}

const cropRow = row({
  name: 'crop',
  summary: 'Takes entries off before and after each axis of every row.',
  affine: true,
  codec: () => settings,
  build: ({ by }, input, context) =>
    unpaired(by, input, context) ??
    nothingLeft(by, input, context) ??
    built({
      output: input.map((size, axis) => size - (by[axis]?.[0] ?? 0) - (by[axis]?.[1] ?? 0)),
      program: linear(
        cut(padWidthsOf(by).map(({ before, after }, axis) => ({ start: before, stop: (input[axis] ?? 0) - after }))),
      ),
    }),
  mirror: ({ by }) => ({ layer: 'pad', by }),
})

type Shorter<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Sub<S[K], Total<By[K]>> : S[K]
}

/**
 * A row without its edges: for each axis how many entries are taken off before it and how many after.
 *
 *     y = x[:, a₁ : s₁ − b₁, …]      dx = [0, dy, 0]      x: [N, s₁, …]   y: [N, s₁ − a₁ − b₁, …]
 *
 * @example
 * const decoder = pipe(input([1, 32, 32]), conv2d(1), crop([[0, 0], [2, 2], [2, 2]]))
 */
export const crop = Object.assign(
  <const By extends Pairs>(by: By) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & Paired<Output, By>,
    ): Net<Input, Shorter<Output, By>, Aux> =>
      append(net, { layer: 'crop', by }),
  { definition: cropRow },
)
