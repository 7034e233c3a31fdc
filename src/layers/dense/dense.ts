import type { TypeOf } from '../../codec/index.ts'
import { boolean, integer, struct } from '../../codec/index.ts'
import { matmul } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { extentAt, isSymbolic, times } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { initialiser } from '../core/initialiser.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

/** How wide a layer may be: beyond it no machine holds its weights. */
export const units = integer({ minimum: 1, maximum: 16_777_216 })

const settings = struct({ units }, { bias: boolean, initialiser })
export type DenseOptions = Omit<TypeOf<typeof settings>, 'units'>

/** What a matrix product sees of [N, i] or of [N, t, i]: a matrix with a row for each vector. */
export const asRows = (shape: Shape): readonly [rows: Extent, width: Extent] => {
  const [n, ...sizes] = shape
  const width = extentAt(shape, shape.length - 1)
  const repeats = sizes.slice(0, -1).reduce<number>((all, extent) => all * (isSymbolic(extent) ? 1 : extent), 1)
  return [times(n ?? 1, repeats), width]
}

/**
 * y = x·W + b on the last axis.
 *
 *     y  = x·W + b      x: [N, i] (or [N, t, i])   W: [i, o]   b: [o]   y: [N, o] (or [N, t, o])
 *     dx = dy·Wᵀ        dW = xᵀ·dy                 db = Σₙ dy
 *
 * `transposed` reads W as [o, i], the way a tied decoder uses an encoder's weights.
 */
export const affine =
  (output: Sizes, { bias, transposed }: { readonly bias: boolean; readonly transposed: boolean }): Program =>
  (A, { x, parameters }) => {
    const w = Named.get(parameters, 'weight')
    const b = bias ? Named.get(parameters, 'bias') : undefined
    const shape = A.shape(x)
    const rows = A.reshape(x, asRows(shape))
    const product = A.matmul(rows, w, { b: transposed })
    const y = b === undefined ? product : A.add(product, A.expand(b, A.shape(product)))
    return stage(A.reshape(y, [extentAt(shape, 0), ...output]), (dy) => {
      const d = A.reshape(dy, A.shape(product))
      const [dx, dw] = matmul(A, [rows, w], d, { b: transposed })
      const db = b === undefined ? {} : { bias: sumTo(A, d, A.shape(b)) }
      return { dx: A.reshape(dx, shape), dparameters: { weight: dw, ...db } }
    })
  }

/** A vector, or a sequence of them. */
export type Vectors = readonly [number] | readonly [number, number]
/** So many units in place of every vector. */
export type DenseOutput<Input extends Sizes, Units extends number> = Input extends readonly [
  infer T extends number,
  number,
]
  ? readonly [T, Units]
  : readonly [Units]

/**
 * A dense layer of so many units. The input is a vector or a sequence of vectors; anything else does not compile.
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), relu, dense(32, { initialiser: 'orthogonal' }))
 */
export const dense = defineLayer(
  {
    name: 'dense',
    summary: 'Dense (fully connected) layer: x·W + b on a vector [i], or on every vector of a sequence [t, i].',
    affine: true,
    codec: () => settings,
    build: ({ units: o, bias = true, initialiser: begin = 'glorotUniform' }, input, context) => {
      const [i] = input.slice(-1)
      if (i === undefined || input.length > 2)
        return wrongSizes(context, 'a vector [i] or a sequence of vectors [t, i]', input, 'flatten it first')
      const output = [...input.slice(0, -1), o]
      const weight = { shape: [i, o], initialiser: begin, fan: { in: i, out: o }, outputs: 1 }
      const zeros = { shape: [o], initialiser: 'zeros', fan: { in: i, out: o } } as const
      return built({
        output,
        parameters: bias ? { weight, bias: zeros } : { weight },
        program: affine(output, { bias, transposed: false }),
      })
    },
    mirror: (spec, input, _context, tie) => {
      const width = input.at(-1) ?? 1
      if (tie === undefined) return { ...spec, layer: 'dense', units: width }
      const { bias } = spec
      return { layer: 'tied', units: width, to: tie, ...(bias === undefined ? {} : { bias }) }
    },
  },
  (specify) =>
    <const Units extends number>(width: Units, options: DenseOptions = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux> =>
      append(net, specify({ units: width, ...options })),
)
