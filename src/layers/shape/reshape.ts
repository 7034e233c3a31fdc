import { array, counted, describe, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, product } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import { built } from '../core/layer.ts'
import { linear, reshaped } from '../core/linear.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Product } from './arithmetic.ts'

const sizesSetting = describe(
  array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: 1, maxItems: 8 }),
  'the new sizes of each example, with the same number of entries',
)

/** The wanted sizes with one axis changed so that they hold this many entries, changed least; else a vector. */
const nearestSizes = (wanted: Sizes, entries: number): Sizes => {
  const [nearest] = wanted
    .map((size, axis) => ({ axis, size, fit: (entries * size) / product(wanted) }))
    .filter(({ fit }) => Number.isInteger(fit))
    .toSorted((a, b) => Math.abs(a.fit - a.size) - Math.abs(b.fit - b.size))
  return nearest === undefined ? [entries] : wanted.map((size, axis) => (axis === nearest.axis ? nearest.fit : size))
}

/** Refuses examples with another number of entries, as far as the compiler knows both. */
type SameEntries<Found extends number, Wanted extends number> = number extends Found
  ? unknown
  : number extends Wanted
    ? unknown
    : [Found] extends [Wanted]
      ? unknown
      : `${Found} entries do not make ${Wanted}`

/**
 * Reshapes each example, row-major.
 *
 *     y = x in the sizes       dx = dy in the sizes of x      x: [N, s₁, …]   y: [N, t₁, …]   s₁·… = t₁·…
 *
 * @example
 * const decoder = pipe(input([32]), dense(784), reshape([1, 28, 28]))
 */
export const reshape = defineLayer(
  {
    name: 'reshape',
    summary: 'Reshapes each example (row-major) to other sizes with the same number of entries.',
    example: { sizes: [2, 2] },
    affine: true,
    codec: () => struct({ sizes: sizesSetting }),
    build: ({ sizes: output }, input, context) =>
      product(output) === product(input)
        ? built({ output, program: linear(reshaped(output)) })
        : sizeFault(context, 'sizes', {
            expected: `sizes that hold the ${counted(product(input), 'entry', 'entries')} of ${drawShape(input)}`,
            found: `${drawShape(output)}, which holds ${product(output)}`,
            remedy: `the nearest that do: ${drawShape(nearestSizes(output, product(input)))}`,
          }),
    mirror: (_settings, input) => ({ layer: 'reshape', sizes: input }),
  },
  (specify) =>
    <const Wanted extends Sizes>(sizes: Wanted) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux> & SameEntries<Product<Output>, Product<Wanted>>,
    ): Net<Input, Wanted, Aux> =>
      append(net, specify({ sizes })),
)
