import { array, describe, integer, struct } from '../../codec/index.ts'
import { rsub, shift, square, straightThrough } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { sizeFault } from '../core/divisors.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'

const settings = struct({
  levels: describe(
    array(integer({ minimum: 2, maximum: 65_536 }), { minItems: 1 }),
    'how many values each entry may take',
  ),
})

/** So much wider than its outermost levels is the range of an entry: they are reached. */
const margin = 1e-3

/** What bends an entry into the range of its levels: h · tanh(x + s) − o, and the width that y is measured in. */
const range = (levels: number) => {
  const half = ((levels - 1) * (1 + margin)) / 2
  const offset = levels % 2 === 0 ? 0.5 : 0
  return { half, offset, start: Math.atanh(offset / half), width: Math.floor(levels / 2) }
}

const finiteScalarQuantiserRow = row({
  name: 'finiteScalarQuantiser',
  summary: 'Rounds each entry of a vector to one of a few levels: a codebook that need not be learned.',
  codec: () => settings,
  build: ({ levels }, input, context) => {
    const [width] = input.slice(-1)
    if (width === undefined) return wrongSizes(context, 'at least one axis', input)
    if (width !== levels.length)
      return sizeFault(context, 'levels', { expected: `${width}, one for each entry`, found: String(levels.length) })
    const ranges = levels.map(range)
    return built({
      output: input,
      program: (A, { x }) => {
        const each = (of: (one: ReturnType<typeof range>) => number) =>
          A.expand(A.constant(ranges.map(of), [width]), A.shape(x))
        const bent = A.tanh(
          A.add(
            x,
            each(({ start }) => start),
          ),
        )
        const slope = each(({ half, width: unit }) => half / unit)
        const inside = A.sub(
          A.mul(
            bent,
            each(({ half }) => half),
          ),
          each(({ offset }) => offset),
        )
        const rounded = A.floor(shift(A, inside, 0.5))
        const units = each(({ width: unit }) => unit)
        const y = straightThrough(A, A.div(rounded, units), A.div(inside, units))
        return stage(y, (dy) => ({
          dx: A.mul(A.mul(dy, slope), rsub(A, 1, square(A, bent))),
          dparameters: {},
        }))
      },
    })
  },
  mirror: () => null,
})

/**
 * Finite scalar quantisation (Mentzer et al. 2024, section 3.1 and appendix A.1): each entry of the last axis is bent
 * into the range of its levels and rounded, and learning goes straight through the rounding. The code has Π levels
 * values.
 *
 *     b  = h ⊙ tanh(x + s) − o                 x, y: [N, …, F]   one number of levels L for each entry
 *     y  = ⌊b + ½⌋ / w                         h = (L − 1)(1 + 10⁻³)/2   o = ½ where L is even, else 0
 *     dx = dy ⊙ h/w ⊙ (1 − tanh²(x + s))       s = artanh(o/h)   w = ⌊L/2⌋
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), relu, dense(4), finiteScalarQuantiser([8, 5, 5, 5]))
 */
export const finiteScalarQuantiser = Object.assign(
  <const Levels extends ReadonlyArray<number>>(levels: Levels) =>
    <
      Input extends Sizes,
      Output extends readonly [...before: ReadonlyArray<number>, last: Levels['length']],
      Aux extends string,
    >(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux> =>
      append(net, { layer: 'finiteScalarQuantiser', levels }),
  { definition: finiteScalarQuantiserRow },
)
