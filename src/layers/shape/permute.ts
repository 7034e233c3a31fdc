import { array, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'
import { sizeFault } from '../core/divisors.ts'
import { built, row } from '../core/layer.ts'
import { linear, permuted } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const axes = describe(
  array(integer({ minimum: 0, maximum: 7 }), { minItems: 1, maxItems: 8 }),
  'for each axis of the result, which axis of a row it was, counted from 0',
)

const inverse = (order: ReadonlyArray<number>): ReadonlyArray<number> => order.map((_, axis) => order.indexOf(axis))

/** The order that is asked for as far as it is one: axes that the rows have, each once, then those that are missing. */
const nearestOrder = (order: ReadonlyArray<number>, rank: number): ReadonlyArray<number> => {
  const kept = [...new Set(order)].filter((axis) => axis < rank)
  const all = Array.from({ length: rank }, (_, axis) => axis)
  return [...kept, ...all.filter((axis) => !kept.includes(axis))]
}

const permuteRow = row({
  name: 'permute',
  summary: 'Puts the axes of every row in another order.',
  affine: true,
  codec: () => struct({ axes }),
  build: ({ axes: order }, input, context) => {
    const nearest = nearestOrder(order, input.length)
    return nearest.join() === order.join()
      ? built({ output: order.map((axis) => input[axis] ?? 1), program: linear(permuted(order)) })
      : sizeFault(context, 'axes', {
          expected: `each of the ${input.length} axes of ${drawShape(input)} once, counted from 0`,
          found: drawShape(order),
          remedy: `the nearest order: ${drawShape(nearest)}`,
        })
  },
  mirror: ({ axes: order }) => ({ layer: 'permute', axes: inverse(order) }),
})

/** The axes of some sizes, as the compiler names them. */
type AxesOf<S extends Sizes> = Exclude<keyof S, keyof ReadonlyArray<number>>

/** Refuses rows whose axes are not each named once, as far as the compiler knows them. */
type Ordered<S extends Sizes, Order extends Sizes> = number extends S['length'] | Order[number]
  ? unknown
  : [Order['length'], AxesOf<S>] extends [S['length'], `${Order[number]}`]
    ? unknown
    : `an order of ${Order['length']} axes does not fit rows of ${S['length']}`

type Permuted<S extends Sizes, Order extends Sizes> = { readonly [K in keyof Order]: S[Order[K]] }

/**
 * The axes of a row in another order, without the batch.
 *
 *     y[n, i₍ₐ₎, i₍ᵦ₎, …] = x[n, i₀, i₁, …]      dx = dy in the inverse order      y: [N, sₐ, sᵦ, …]   x: [N, s₀, s₁, …]
 *
 * @example
 * const encoder = pipe(input([24, 3]), permute([1, 0]), conv1d(8, { stride: 2 }), flatten, dense(4))
 */
export const permute = Object.assign(
  <const Order extends Sizes>(order: Order) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & Ordered<Output, Order>,
    ): Net<Input, Permuted<Output, Order>, Aux> =>
      append(net, { layer: 'permute', axes: order }),
  { definition: permuteRow },
)
