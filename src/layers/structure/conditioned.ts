import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Extent, Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Add } from '../shape/arithmetic.ts'
import type { Condition } from '../core/condition.ts'
import { conditionWidth, widthOf } from '../core/condition.ts'
import { axis, resolveAxis } from '../normalisation/features.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

/** `at` is the axis of an example, counted from 0. */
const program =
  (sizes: Sizes, width: number, at: number): Program =>
  (A, { x, condition }) => {
    if (condition === undefined) throw new Error('the layer "conditioned" was run without a condition')
    const n = extentAt(A.shape(x), 0)
    const single = sizes.map((_, i): Extent => (i === at ? width : 1))
    const repeated = sizes.map((extent, i) => (i === at ? width : extent))
    const c = A.expand(A.reshape(condition, [n, ...single]), [n, ...repeated])
    return stage(A.concat([x, c], at + 1), (dy) => {
      const [dx = dy] = split(A, dy, at + 1, [extentAt(sizes, at), width])
      return { dx, dparameters: {} }
    })
  }

export interface ConditionedOptions<Axis extends -1 | 0> {
  /** The axis of an example with the features: −1, the last, by default; 0 for the channels of images. */
  readonly axis?: Axis
}

/** Sizes with `Width` entries more along the last axis or the first. */
type Wider<S extends Sizes, Width extends number, Axis extends -1 | 0> = Axis extends 0
  ? S extends readonly [infer First extends number, ...infer Rest extends Sizes]
    ? readonly [Add<First, Width>, ...Rest]
    : never
  : S extends readonly [...infer Rest extends Sizes, infer Last extends number]
    ? readonly [...Rest, Add<Last, Width>]
    : never

/**
 * Concatenates the condition c of the model to the features of its input (Sohn et al. 2015, section 4.1; Kingma et al.
 * 2014, section 2): at the beginning of the encoder and of the decoder it makes a conditional autoencoder. The condition
 * is repeated along other axes: for every vector of a sequence, for every pixel of an image.
 *
 *     y  = [x, c]       x: [N, i]   c: [N, w]   y: [N, i + w]
 *     dx = dy[:, :i]    c is an input of the model, without a cotangent
 *
 * The condition of the model must have the same width; any other is a fault.
 *
 * @example
 * const digit = classes(10)
 * autoencoder({
 *   condition: digit,
 *   encoder: pipe(input([784]), conditioned(digit), dense(512), relu, gaussian(20)),
 *   decoder: pipe(input([20]), conditioned(digit), dense(512), relu, dense(784), sigmoid),
 *   loss: combine(summed(bce), kl),
 * })
 */
export const conditioned = defineLayer(
  {
    name: 'conditioned',
    summary:
      'Conditioning by concatenation: appends the condition of the model, such as a class, to the features of the input.',
    affine: true,
    codec: () => struct({ width: conditionWidth }, { axis }),
    example: { width: 2 },
    build: ({ width, axis: at = -1 }, input, context) =>
      pipe(
        resolveAxis(at, input, context),
        Either.flatMap((features) =>
          built({
            output: input.map((extent, i) => (i === features ? extent + width : extent)),
            condition: width,
            program: program(input, width, features),
          }),
        ),
      ),
    mirror: () => {
      throw new Error(
        'mirror: a condition has no mirror: it is an input, not reconstructed; write the decoder out, with conditioned(…) where it reads the condition',
      )
    },
  },
  (specify) =>
    <const Width extends number, const Axis extends -1 | 0 = -1>(
      condition: Condition<Width>,
      options: ConditionedOptions<Axis> = {},
    ) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Wider<Output, Width, Axis>, Aux> =>
      append(net, specify({ width: widthOf(condition), ...options })),
)
