import * as Either from 'fp-ts/lib/Either.js'
import type { TypeOf } from '../../codec/index.ts'
import { choice, describe, integer, number, struct } from '../../codec/index.ts'
import { scale, shift, square, straightThrough } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { CodeUsage, EmaSettings } from './codebook.ts'
import { averaged, offsetCodebook, emaBuffers, emaNoise } from './codebook.ts'
import { axis, resolveAxis } from '../normalisation/features.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'
import { vectorsAlong } from './vectors.ts'

const learning = describe(
  choice('average', 'gradient'),
  'how the codebook learns: by moving averages, which is the default, or by the term codebook',
)
const settings = struct(
  { codes: describe(integer({ minimum: 1, maximum: 16_777_216 }), 'how many vectors the codebook has') },
  {
    learning,
    decay: describe(number({ minimum: 0, exclusiveMaximum: 1 }), 'how much averages keep at a step; 0.99 by default'),
    restart: describe(
      number({ minimum: 0, maximum: 1 }),
      'a code that is used less than this share of the mean restarts at a random row; 0.05 by default, 0 never',
    ),
    axis: describe(axis, 'the axis of a row along which the vectors lie; -1, the last, by default'),
  },
)
export type VectorQuantiserOptions = Omit<TypeOf<typeof settings>, 'codes'>

/** [R, K]: 1 for the code nearest to each row, of equally near ones the first. */
const nearest = <T>(A: Tensor<T>, x: T, codes: T): T => {
  const products = A.matmul(A.stopGradient(x), A.stopGradient(codes), { b: true })
  const squares = A.sum(square(A, A.stopGradient(codes)), [1])
  const lengths = A.expand(A.reshape(squares, [extentAt(A.shape(codes), 0)]), A.shape(products))
  return A.topMask(A.sub(scale(A, products, 2), lengths), 1)
}

/** The number of the code that is chosen for each row, [R], whole whatever an interpreter makes of a sum. */
const indexOf = <T>(A: Tensor<T>, chosen: T): T => {
  const [rows = 1, codes = 1] = A.shape(chosen)
  const places = A.constant(
    Float64Array.from({ length: Number(codes) }, (_, i) => i),
    [Number(codes)],
  )
  const sums = A.sum(A.mul(chosen, A.expand(places, A.shape(chosen))), [1])
  return A.floor(shift(A, A.reshape(sums, [rows]), 0.5))
}

interface Quantiser extends EmaSettings {
  readonly axis: number
}

const program = ({ axis: at, ...upkeep }: Quantiser): Program => {
  const vectors = vectorsAlong(at)
  return (A, { x: rows, parameters: { codebook }, buffers, noise }) => {
    const x = vectors.to(A, rows)
    const offset = Named.get(buffers, 'codes')
    const codes = codebook === undefined ? offset : A.add(codebook, offset)
    const chosen = nearest(A, x, codes)
    const index = indexOf(A, chosen)
    const found = vectors.from(A, A.gather(codes, index), A.shape(rows))
    const fixed = A.stopGradient(x)
    const seen: CodeUsage<typeof x> = { x: fixed, chosen, buffers, noise }
    return {
      y: straightThrough(A, found, rows),
      aux: {
        unquantised: rows,
        quantised: A.stopGradient(found),
        ...(codebook === undefined ? {} : { chosen: found }),
      },
      buffers:
        codebook === undefined ? averaged(A, seen, upkeep) : offsetCodebook(A, seen, upkeep, A.stopGradient(codebook)),
      pullback: (dy, { unquantised, chosen: dfound }) => ({
        dx: plus(A, dy, unquantised),
        dparameters:
          codebook === undefined
            ? {}
            : {
                codebook:
                  dfound === undefined
                    ? A.sub(codebook, codebook)
                    : A.matmul(chosen, vectors.to(A, dfound), { a: true }),
              },
      }),
    }
  }
}

const vectorQuantiserRow = row({
  name: 'vectorQuantiser',
  summary: 'Puts the nearest vector of a learned codebook in place of each vector.',
  codec: () => settings,
  build: ({ codes, learning: how = 'average', decay = 0.99, restart = 0.05, axis: at = -1 }, input, context) =>
    Either.chain((resolved: number) => {
      const width = input[resolved] ?? 1
      const codebook = { shape: [codes, width], initialiser: 'glorotNormal', fan: { in: codes, out: width } } as const
      const sum = { shape: [codes, width], value: 0 }
      const buffers = emaBuffers(codes, width)
      return built({
        output: input,
        parameters: how === 'gradient' ? { codebook } : {},
        buffers: how === 'gradient' ? buffers : { ...buffers, sum },
        noise: emaNoise(codes, width),
        aux: { unquantised: input, quantised: input, ...(how === 'gradient' ? { chosen: input } : {}) },
        program: program({ axis: resolved, decay, restart }),
      })
    })(resolveAxis(at, input, context)),
  mirror: () => null,
})

/** What a codebook that learns by its gradient exposes besides. */
type Chosen<Options extends VectorQuantiserOptions> = Options extends { readonly learning: 'gradient' }
  ? 'chosen'
  : never

/**
 * A vector-quantised code (van den Oord et al. 2017, section 3): the nearest vector of a codebook stands for each
 * vector, and learning goes straight through. All codes begin at random rows of the first minibatch, and a code that
 * is hardly used restarts at one.
 *
 *     k  = argminₖ ‖x − eₖ‖²      x: [N, …, F]   e: [codes, F]
 *     y  = eₖ                     dx = dy + dunquantised       de = Σ dchosen where k was chosen
 *
 * It exposes what comes in as `unquantised` and what comes out as `quantised`, for the term `commitment`. The codebook
 * is a moving average in buffers (appendix A.1), or with `learning: 'gradient'` it learns by the term `codebook`, which
 * looks at `chosen`.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(128), relu, dense(16), vectorQuantiser(64)),
 *   decoder: pipe(input([16]), dense(128), relu, dense(784), sigmoid),
 *   loss: combine(summed(mse), weighted(0.25, commitment)),
 * })
 */
export const vectorQuantiser = Object.assign(
  <const Options extends VectorQuantiserOptions = Record<never, never>>(codes: number, options?: Options) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux | 'unquantised' | 'quantised' | Chosen<Options>> =>
      append(net, { layer: 'vectorQuantiser', codes, ...options }),
  { definition: vectorQuantiserRow },
)
