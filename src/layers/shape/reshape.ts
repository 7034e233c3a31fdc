import { array, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, product } from '../../tensor/shape.ts'
import type { Product } from './arithmetic.ts'
import { sizeFault } from '../core/divisors.ts'
import { built, row } from '../core/layer.ts'
import { linear, reshaped } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'

const sizes = describe(
  array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: 1, maxItems: 8 }),
  'what each row becomes, the last axis fastest; as many entries as before',
)

/** Of the sizes with one axis changed that hold so many entries, those that change least; else a vector. */
const nearestSizes = (wanted: Sizes, entries: number): Sizes => {
  const [first] = wanted
    .map((size, axis) => ({ axis, size, fit: (entries * size) / product(wanted) }))
    .filter(({ fit }) => Number.isInteger(fit))
    .toSorted((a, b) => Math.abs(a.fit - a.size) - Math.abs(b.fit - b.size))
  return first === undefined ? [entries] : wanted.map((size, axis) => (axis === first.axis ? first.fit : size))
}

const reshapeRow = row({
  name: 'reshape',
  summary: 'Gives every row other sizes of as many entries, the entries in the same order.',
  affine: true,
  codec: () => struct({ sizes }),
  build: ({ sizes: output }, input, context) =>
    product(output) === product(input)
      ? built({ output, program: linear(reshaped(output)) })
      : sizeFault(context, 'sizes', {
          expected: `sizes that hold the ${product(input)} entries of ${drawShape(input)}`,
          found: `${drawShape(output)}, which holds ${product(output)}`,
          remedy: `the nearest that do: ${drawShape(nearestSizes(output, product(input)))}`,
        }),
  mirror: (_settings, input) => ({ layer: 'reshape', sizes: input }),
})

/** Refuses a network whose rows hold another number of entries, as far as the compiler knows both. */
type Holding<Found extends number, Wanted extends number> = number extends Found
  ? unknown
  : number extends Wanted
    ? unknown
    : [Found] extends [Wanted]
      ? unknown
      : `${Found} entries do not make ${Wanted}`

/**
 * Every row in other sizes, row-major.
 *
 *     y = x in the sizes       dx = dy in the sizes of x      x: [N, s₁, …]   y: [N, t₁, …]   s₁·… = t₁·…
 *
 * @example
 * const decoder = pipe(input([32]), dense(784), reshape([1, 28, 28]))
 */
export const reshape = Object.assign(
  <const Wanted extends Sizes>(wanted: Wanted) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & Holding<Product<Output>, Product<Wanted>>,
    ): Net<Input, Wanted, Aux> =>
      append(net, { layer: 'reshape', sizes: wanted }),
  { definition: reshapeRow },
)
