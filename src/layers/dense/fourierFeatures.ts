import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, integer, number, struct } from '../../codec/index.ts'
import { draw, path, stream } from '../../random/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Add } from '../shape/arithmetic.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import { asRows, vectorWidth, withWidth } from './dense.ts'

const settings = struct(
  {
    frequencies: describe(
      integer({ minimum: 1, maximum: 65_536 }),
      'the number of frequencies; each gives two features, a cosine and a sine',
    ),
  },
  {
    scale: describe(number({ exclusiveMinimum: 0 }), 'the standard deviation of the frequencies; 1 by default'),
    seed: describe(integer({ minimum: 0 }), 'the seed that the frequencies are drawn from; 0 by default'),
  },
)

export interface FourierOptions {
  readonly scale?: number
  readonly seed?: number
}

/** 2πB: [i, m], B normal with a deviation; the same for the same seed. */
const frequenciesOf = ([i, m]: readonly [number, number], deviation: number, seed: number): Float64Array =>
  draw(path(stream(seed), 'fourierFeatures'), i * m, { kind: 'normal' }).map((z) => 2 * Math.PI * deviation * z)

const program =
  (output: Sizes, table: Float64Array, [i, m]: readonly [number, number]): Program =>
  (A, { x }) => {
    const shape = A.shape(x)
    const [rows, b] = [A.reshape(x, asRows(shape)), A.constant(table, [i, m])]
    const angle = A.matmul(rows, b)
    const [cosine, sine] = [A.cos(angle), A.sin(angle)]
    const joined = A.concat([cosine, sine], 1)
    return stage(A.reshape(joined, [extentAt(shape, 0), ...output]), (dy) => {
      const [dcosine = dy, dsine = dy] = split(A, A.reshape(dy, A.shape(joined)), 1, [m, m])
      const dangle = A.sub(A.mul(dsine, cosine), A.mul(dcosine, sine))
      return { dx: A.reshape(A.matmul(dangle, b, { b: true }), shape), dparameters: {} }
    })
  }

type FourierOutput<Input extends Sizes, M extends number> = Input extends readonly [infer T extends number, number]
  ? readonly [T, Add<M, M>]
  : readonly [Add<M, M>]

/**
 * Random Fourier features (Tancik et al. 2020, section 4) of a vector or a sequence of vectors. The frequencies are
 * drawn once, from the seed in the spec, normal with a standard deviation `scale`; they are not trained.
 *
 *     y  = [cos 2πx·B, sin 2πx·B]      x: [N, i] (or [N, t, i])   B: [i, m]   y: [N, 2m] (or [N, t, 2m])
 *     dx = 2π(dy₂·cos 2πx·B − dy₁·sin 2πx·B)·Bᵀ      dy = [dy₁, dy₂]
 *
 * @example
 * const encoder = pipe(input([2]), fourierFeatures(64, { scale: 10 }), dense(32), relu, dense(8))
 */
export const fourierFeatures = defineLayer(
  {
    name: 'fourierFeatures',
    summary: 'Random Fourier features: cosines and sines of the input at fixed random frequencies.',
    codec: () => settings,
    example: { frequencies: 2 },
    build: ({ frequencies: m, scale = 1, seed = 0 }, input, context) =>
      pipe(
        vectorWidth(input, context),
        Either.flatMap((i) => {
          const output = withWidth(input, 2 * m)
          return built({
            output,
            padding: 'keeps',
            program: program(output, frequenciesOf([i, m], scale, seed), [i, m]),
          })
        }),
      ),
    mirror: () => {
      throw new Error(
        'mirror: fourierFeatures has no mirror: many inputs have the same features; write the decoder out',
      )
    },
  },
  (specify) =>
    <const M extends number>(frequencies: M, options: FourierOptions = {}) =>
    <Input extends Sizes, Output extends readonly [number] | readonly [number, number], Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, FourierOutput<Output, M>, Aux> =>
      append(net, specify({ frequencies, ...options })),
)
