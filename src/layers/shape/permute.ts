import { array, counted, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, extentAt } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import { built } from '../core/layer.ts'
import { linear, permuted } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const axesSetting = describe(
  array(integer({ minimum: 0, maximum: 7 }), { minItems: 1, maxItems: 8 }),
  'for each output axis the input axis, counted from 0 without the batch',
)

const inverse = (axes: Sizes): Sizes => axes.map((_, axis) => axes.indexOf(axis))

/** The nearest permutation: the given axes that exist, each once, then the missing ones. */
const nearestPermutation = (axes: Sizes, rank: number): Sizes => {
  const given = [...new Set(axes)].filter((axis) => axis < rank)
  const all = Array.from({ length: rank }, (_, axis) => axis)
  return [...given, ...all.filter((axis) => !given.includes(axis))]
}

/** The axes of a tuple of sizes, as the compiler names them. */
type AxesOf<S extends Sizes> = Exclude<keyof S, keyof ReadonlyArray<number>>

/** Refuses axes that are no permutation of those of the examples, as far as the compiler knows them. */
type IsPermutation<S extends Sizes, Axes extends Sizes> = number extends S['length'] | Axes[number]
  ? unknown
  : [Axes['length'], AxesOf<S>] extends [S['length'], `${Axes[number]}`]
    ? unknown
    : `an order of ${Axes['length']} axes does not fit rows of ${S['length']}`

type Permuted<S extends Sizes, Axes extends Sizes> = { readonly [K in keyof Axes]: S[Axes[K]] }

/**
 * Permutes the axes of each example (a transpose); the batch stays first.
 *
 *     y[n, i₍ₐ₎, i₍ᵦ₎, …] = x[n, i₀, i₁, …]      dx = dy in the inverse order      y: [N, sₐ, sᵦ, …]   x: [N, s₀, s₁, …]
 *
 * @example
 * const encoder = pipe(input([24, 3]), permute([1, 0]), conv1d(8, { stride: 2 }), flatten, dense(4))
 */
export const permute = defineLayer(
  {
    name: 'permute',
    summary: 'Permutes the axes of each example (a transpose).',
    example: { axes: [1, 0] },
    affine: true,
    codec: () => struct({ axes: axesSetting }),
    build: ({ axes }, input, context) => {
      const nearest = nearestPermutation(axes, input.length)
      return nearest.length === axes.length && nearest.every((axis, i) => axis === axes[i])
        ? built({ output: axes.map((axis) => extentAt(input, axis)), program: linear(permuted(axes)) })
        : sizeFault(context, 'axes', {
            expected: `each of the ${counted(input.length, 'axis', 'axes')} of ${drawShape(input)} once, counted from 0`,
            found: drawShape(axes),
            remedy: `the nearest order: ${drawShape(nearest)}`,
          })
    },
    mirror: ({ axes }) => ({ layer: 'permute', axes: inverse(axes) }),
  },
  (specify) =>
    <const Axes extends Sizes>(axes: Axes) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & IsPermutation<Output, Axes>,
    ): Net<Input, Permuted<Output, Axes>, Aux> =>
      append(net, specify({ axes })),
)
