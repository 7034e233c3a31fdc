import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { choice, describe, integer, number, struct } from '../../codec/index.ts'
import { scale, shift, square, straightThrough } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, extentsOf, knownExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'
import { axis, resolveAxis } from '../normalisation/features.ts'
import type { Assignment, EmaSettings } from './codebook.ts'
import { emaBuffers, emaCodebook, emaNoise, offsetCodebook } from './codebook.ts'
import { vectorsAlong } from './vectors.ts'

const settings = struct(
  { codes: describe(integer({ minimum: 1, maximum: 16_777_216 }), 'the number of vectors in the codebook') },
  {
    learning: describe(
      choice('average', 'gradient'),
      'how the codebook learns: by moving averages or by the term codebook; average by default',
    ),
    decay: describe(number({ minimum: 0, exclusiveMaximum: 1 }), 'the decay of the moving averages; 0.99 by default'),
    restart: describe(
      number({ minimum: 0, maximum: 1 }),
      'a code used less than this share of the mean restarts at a random vector; 0.05 by default, 0 never',
    ),
    axis: describe(axis, 'the axis of an example that holds the vectors; -1, the last, by default'),
  },
)
export type VectorQuantiserOptions = Omit<TypeOf<typeof settings>, 'codes'>

/** The nearest code of each vector, one-hot, [R, K]; of equally near ones the first. */
const nearestCodes = <T>(A: Tensor<T>, x: T, codes: T): T => {
  const products = A.matmul(A.stopGradient(x), A.stopGradient(codes), { b: true })
  const squares = A.sum(square(A, A.stopGradient(codes)), [1])
  const lengths = A.expand(A.reshape(squares, [extentAt(A.shape(codes), 0)]), A.shape(products))
  return A.topMask(A.sub(scale(A, products, 2), lengths), 1)
}

/** The index of each vector's code, [R]; rounded, because an interpreter's sum may not be exact. */
const codeIndices = <T>(A: Tensor<T>, chosen: T): T => {
  const [rows, codes] = extentsOf(A.shape(chosen), 2)
  const count = knownExtent(codes)
  const indices = A.constant(
    Float64Array.from({ length: count }, (_, i) => i),
    [count],
  )
  const sums = A.sum(A.mul(chosen, A.expand(indices, A.shape(chosen))), [1])
  return A.floor(shift(A, A.reshape(sums, [rows]), 0.5))
}

/** The gradient reaches the codebook through `chosen` alone. */
const program = (at: number, ema: EmaSettings): Program => {
  const vectors = vectorsAlong(at)
  return (A, { x: input, parameters: { codebook }, buffers, noise }) => {
    const x = vectors.toMatrix(A, input)
    const offset = Named.get(buffers, 'codes')
    const codes = codebook === undefined ? offset : A.add(codebook, offset)
    const chosen = nearestCodes(A, x, codes)
    const quantised = vectors.fromMatrix(A, A.gather(codes, codeIndices(A, chosen)), A.shape(input))
    const assignment: Assignment<typeof x> = { x: A.stopGradient(x), chosen, buffers, noise }
    const y = straightThrough(A, quantised, input)
    const aux = { unquantised: input, quantised: A.stopGradient(quantised) }
    if (codebook === undefined)
      return {
        y,
        aux,
        buffers: emaCodebook(A, assignment, ema),
        pullback: (dy, { unquantised }) => ({ dx: plus(A, dy, unquantised), dparameters: {} }),
      }
    return {
      y,
      aux: { ...aux, chosen: quantised },
      buffers: offsetCodebook(A, assignment, ema, A.stopGradient(codebook)),
      pullback: (dy, { unquantised, chosen: dchosen }) => ({
        dx: plus(A, dy, unquantised),
        dparameters: {
          codebook:
            dchosen === undefined
              ? A.sub(codebook, codebook)
              : A.matmul(chosen, vectors.toMatrix(A, dchosen), { a: true }),
        },
      }),
    }
  }
}

/** The tensor that is exposed only by a codebook that learns by gradients. */
type Chosen<Options extends VectorQuantiserOptions> = Options extends { readonly learning: 'gradient' }
  ? 'chosen'
  : never

/**
 * Vector quantisation, VQ-VAE (van den Oord et al. 2017, section 3): each vector is replaced by the nearest vector of a
 * codebook, and gradients pass straight through. All codes start at random vectors of the first minibatch, and a code
 * that is hardly used restarts at a random vector.
 *
 *     k  = argminₖ ‖x − eₖ‖²      x: [N, …, F]   e: [codes, F]
 *     y  = eₖ                     dx = dy + dunquantised       de = Σ dchosen where k was chosen
 *
 * It exposes its input as `unquantised` and its output as `quantised` for the term `commitment`. The codebook is a moving
 * average in buffers (appendix A.1), or with `learning: 'gradient'` a parameter, which learns by the term `codebook` from
 * `chosen`.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(128), relu, dense(16), vectorQuantiser(64)),
 *   decoder: pipe(input([16]), dense(128), relu, dense(784), sigmoid),
 *   loss: combine(summed(mse), weighted(0.25, commitment)),
 * })
 */
export const vectorQuantiser = defineLayer(
  {
    name: 'vectorQuantiser',
    summary: 'Vector quantisation (VQ-VAE) with a codebook learned by moving averages or by gradients.',
    example: { codes: 8 },
    codec: () => settings,
    build: ({ codes, learning = 'average', decay = 0.99, restart = 0.05, axis: at = -1 }, input, context) =>
      pipe(
        resolveAxis(at, input, context),
        Either.flatMap((resolved) => {
          const width = extentAt(input, resolved)
          const byGradient = learning === 'gradient'
          const codebook = {
            shape: [codes, width],
            initialiser: 'glorotNormal',
            fan: { in: codes, out: width },
          } as const
          const buffers = emaBuffers(codes, width)
          return built({
            output: input,
            parameters: byGradient ? { codebook } : {},
            buffers: byGradient ? buffers : { ...buffers, sum: { shape: [codes, width], value: 0 } },
            noise: emaNoise(codes, width),
            aux: { unquantised: input, quantised: input, ...(byGradient ? { chosen: input } : {}) },
            distribution: 'quantised',
            program: program(resolved, { decay, restart }),
          })
        }),
      ),
    mirror: () => null,
  },
  (specify) =>
    <const Options extends VectorQuantiserOptions = Record<never, never>>(codes: number, options?: Options) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux | 'unquantised' | 'quantised' | Chosen<Options>> =>
      append(net, specify({ codes, ...options })),
)
