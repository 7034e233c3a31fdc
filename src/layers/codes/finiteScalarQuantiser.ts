import { array, describe, integer, struct } from '../../codec/index.ts'
import { rsub, shift, square, straightThrough } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

const settings = struct({
  levels: describe(
    array(integer({ minimum: 2, maximum: 65_536 }), { minItems: 1 }),
    'the number of levels of each entry',
  ),
})

/** The range of tanh exceeds the outermost levels by this share, so that they are reached. */
const margin = 1e-3

/** How an entry is bounded, b = half · tanh(x + start) − offset, and the width that b is divided by. */
interface Bounds {
  readonly half: number
  readonly offset: number
  readonly start: number
  readonly width: number
}

const boundsOf = (levels: number): Bounds => {
  const half = ((levels - 1) * (1 + margin)) / 2
  const offset = levels % 2 === 0 ? 0.5 : 0
  return { half, offset, start: Math.atanh(offset / half), width: Math.floor(levels / 2) }
}

const program =
  (bounds: ReadonlyArray<Bounds>): Program =>
  (A, { x }) => {
    const perEntry = (of: (entry: Bounds) => number) =>
      A.expand(A.constant(bounds.map(of), [bounds.length]), A.shape(x))
    const start = perEntry((entry) => entry.start)
    const half = perEntry((entry) => entry.half)
    const offset = perEntry((entry) => entry.offset)
    const width = perEntry((entry) => entry.width)
    const slope = perEntry((entry) => entry.half / entry.width)
    const tanh = A.tanh(A.add(x, start))
    const bounded = A.sub(A.mul(tanh, half), offset)
    const rounded = A.floor(shift(A, bounded, 0.5))
    const y = straightThrough(A, A.div(rounded, width), A.div(bounded, width))
    return stage(y, (dy) => ({
      dx: A.mul(A.mul(dy, slope), rsub(A, 1, square(A, tanh))),
      dparameters: {},
    }))
  }

/**
 * Finite scalar quantisation, FSQ (Mentzer et al. 2024, section 3.1 and appendix A.1): each entry of the last axis is
 * bounded to the range of its levels and rounded, and gradients pass straight through the rounding. The code has Π levels
 * values.
 *
 *     b  = h ⊙ tanh(x + s) − o                 x, y: [N, …, F]   one number of levels L for each entry
 *     y  = ⌊b + ½⌋ / w                         h = (L − 1)(1 + 10⁻³)/2   o = ½ where L is even, else 0
 *     dx = dy ⊙ h/w ⊙ (1 − tanh²(x + s))       s = artanh(o/h)   w = ⌊L/2⌋
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), relu, dense(4), finiteScalarQuantiser([8, 5, 5, 5]))
 */
export const finiteScalarQuantiser = defineLayer(
  {
    name: 'finiteScalarQuantiser',
    summary: 'Finite scalar quantisation (FSQ): rounds each entry of a vector to one of a few levels.',
    example: { levels: [8, 5, 5, 5] },
    codec: () => settings,
    build: ({ levels }, input, context) => {
      const [width] = input.slice(-1)
      if (width === undefined) return wrongSizes(context, 'at least one axis', input)
      if (width !== levels.length)
        return sizeFault(context, 'levels', { expected: `${width}, one for each entry`, found: String(levels.length) })
      return built({ output: input, distribution: 'quantised', program: program(levels.map(boundsOf)) })
    },
    mirror: () => null,
  },
  (specify) =>
    <const Levels extends ReadonlyArray<number>>(levels: Levels) =>
    <
      Input extends Sizes,
      Output extends readonly [...before: ReadonlyArray<number>, last: Levels['length']],
      Aux extends string,
    >(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux> =>
      append(net, specify({ levels })),
)
