import type * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { array, describe, integer, struct } from '../codec/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape } from '../tensor/shape.ts'
import type { Edges } from '../tensor/tensor.ts'
import type { Add, Sub } from './arithmetic.ts'
import { misfit } from './fit.ts'
import type { Context } from './layer.ts'
import { built, row } from './layer.ts'
import { cut, linear, padded } from './linear.ts'
import type { Net } from './net.ts'
import { append } from './net.ts'

const pair = array(integer({ minimum: 0, maximum: 1_048_576 }), { minItems: 2, maxItems: 2 })
const settings = struct({
  by: describe(
    array(pair, { minItems: 1, maxItems: 8 }),
    'for each axis of a row: how many before it and how many after',
  ),
})

const edgesOf = (by: ReadonlyArray<Sizes>): ReadonlyArray<Edges> =>
  by.map(([before = 0, after = 0]) => ({ before, after }))

/** The fault of pairs that are not one for each axis. */
const unpaired = (
  by: ReadonlyArray<Sizes>,
  input: Sizes,
  context: Context,
): Either.Either<Faults, never> | undefined =>
  by.length === input.length
    ? undefined
    : misfit(context, 'by', {
        expected: `${input.length} pairs, one for each axis of ${drawShape(input)}`,
        found: String(by.length),
        remedy: 'an axis that stays has [0, 0]',
      })

const padRow = row({
  name: 'pad',
  intent: 'Puts zeros before and after each axis of every row.',
  affine: true,
  codec: () => settings,
  build: ({ by }, input, context) => {
    const edges = edgesOf(by)
    return (
      unpaired(by, input, context) ??
      built({
        output: input.map((size, axis) => size + (edges[axis]?.before ?? 0) + (edges[axis]?.after ?? 0)),
        program: linear(padded(edges)),
      })
    )
  },
  mirror: ({ by }) => ({ layer: 'crop', by }),
})

/** The fault of an axis that nothing would be left of; less is taken off behind, then in front. */
const nothingLeft = (by: ReadonlyArray<Sizes>, input: Sizes, context: Context) => {
  const left = input.map((size, axis) => size - (by[axis]?.[0] ?? 0) - (by[axis]?.[1] ?? 0))
  const axis = left.findIndex((size) => size < 1)
  const [size = 1, [before = 0, after = 0] = []] = [input[axis], by[axis]]
  const front = Math.min(before, size - 1)
  return axis < 0
    ? undefined
    : misfit(context, `by[${axis}]`, {
        expected: `at most ${size - 1} entries taken off an axis of ${size}`,
        found: `${before} and ${after}`,
        remedy: `the nearest that leave something: ${front} and ${size - 1 - front}`,
      })
}

const cropRow = row({
  name: 'crop',
  intent: 'Takes entries off before and after each axis of every row.',
  affine: true,
  codec: () => settings,
  build: ({ by }, input, context) =>
    unpaired(by, input, context) ??
    nothingLeft(by, input, context) ??
    built({
      output: input.map((size, axis) => size - (by[axis]?.[0] ?? 0) - (by[axis]?.[1] ?? 0)),
      program: linear(
        cut(edgesOf(by).map(({ before, after }, axis) => ({ start: before, stop: (input[axis] ?? 0) - after }))),
      ),
    }),
  mirror: ({ by }) => ({ layer: 'pad', by }),
})

/** For each axis how many before it and how many after. */
type Pairs = ReadonlyArray<readonly [before: number, after: number]>

/** Refuses rows with more or fewer axes than there are pairs. */
type Paired<S extends Sizes, By extends Pairs> = number extends S['length'] | By['length']
  ? unknown
  : By['length'] extends S['length']
    ? unknown
    : `${By['length']} pairs do not fit rows of ${S['length']} axes`

type Total<P> = P extends readonly [infer Before extends number, infer After extends number]
  ? Add<Before, After>
  : number
type Longer<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Add<S[K], Total<By[K]>> : S[K]
}
type Shorter<S extends Sizes, By extends Pairs> = {
  readonly [K in keyof S]: K extends keyof By ? Sub<S[K], Total<By[K]>> : S[K]
}

/**
 * Zeros around the axes of a row: for each axis how many before it and how many after.
 *
 *     y = [0, x, 0]      dx = dy without its edges      x: [N, s₁, …]   y: [N, a₁ + s₁ + b₁, …]
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), pad([[0, 0], [2, 2], [2, 2]]), conv2d(8, { stride: 2 }), flatten, dense(32))
 */
export const pad = Object.assign(
  <const By extends Pairs>(by: By) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & Paired<Output, By>,
    ): Net<Input, Longer<Output, By>, Aux> =>
      append(net, { layer: 'pad', by }),
  { row: padRow },
)

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
  { row: cropRow },
)
