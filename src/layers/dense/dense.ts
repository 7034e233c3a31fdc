import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, TypeOf } from '../../codec/index.ts'
import { boolean, integer, struct } from '../../codec/index.ts'
import { matmul } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { extentAt, knownSizes, lastExtent, product, times } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { biasParameter } from '../core/initial.ts'
import { biasInitialiser, initialiser } from '../core/initialiser.ts'
import type { Context } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

/** The number of outputs of a layer; beyond the maximum no machine holds its weights. */
export const units = integer({ minimum: 1, maximum: 16_777_216 })

const settings = struct({ units }, { bias: boolean, initialiser, biasInitialiser })
export type DenseOptions = Omit<TypeOf<typeof settings>, 'units'>

/** The shape of [N, i] or [N, t, i] as a matrix with a row for each vector. */
export const asRows = (shape: Shape): readonly [rows: Extent, width: Extent] => [
  times(extentAt(shape, 0), product(knownSizes(shape.slice(1, -1)))),
  lastExtent(shape),
]

/** The width of the input of a layer that takes a vector [i] or a sequence of vectors [t, i]. */
export const vectorWidth = (input: Sizes, context: Context): Fallible<number> =>
  input.length === 1 || input.length === 2
    ? Either.right(lastExtent(input))
    : wrongSizes(context, 'a vector [i] or a sequence of vectors [t, i]', input, 'flatten it first')

/** The sizes of the input with vectors of another width. */
export const withWidth = (input: Sizes, width: number): Sizes => [...input.slice(0, -1), width]

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
/** The sizes with vectors of another width. */
export type DenseOutput<Input extends Sizes, Units extends number> = Input extends readonly [
  infer T extends number,
  number,
]
  ? readonly [T, Units]
  : readonly [Units]

/**
 * A dense layer. The input is a vector or a sequence of vectors, each of which is mapped by the same weight; anything
 * else does not compile.
 *
 *     y  = x·W + b      x: [N, i] (or [N, t, i])   W: [i, o]   b: [o]   y: [N, o] (or [N, t, o])
 *     dx = dy·Wᵀ        dW = xᵀ·dy                 db = Σₙ dy
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
    example: { units: 2 },
    build: ({ units: o, initialiser: weights = 'glorotUniform', ...bias }, input, context) =>
      pipe(
        vectorWidth(input, context),
        Either.flatMap((i) => {
          const output = withWidth(input, o)
          const fan = { in: i, out: o }
          return built({
            output,
            padding: 'keeps',
            parameters: {
              weight: { shape: [i, o], initialiser: weights, fan, outputs: 1 },
              ...biasParameter(o, fan, bias),
            },
            program: affine(output, { bias: bias.bias ?? true, transposed: false }),
          })
        }),
      ),
    mirror: ({ bias, biasInitialiser: biases, ...weights }, input, _context, tie) => {
      const width = { units: lastExtent(input), ...present({ bias, biasInitialiser: biases }) }
      return tie === undefined ? { ...weights, layer: 'dense', ...width } : { layer: 'tied', ...width, to: tie }
    },
  },
  (specify) =>
    <const Units extends number>(width: Units, options: DenseOptions = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux> =>
      append(net, specify({ units: width, ...options })),
)
