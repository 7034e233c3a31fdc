import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { lastExtent } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { itemAt } from '../core/itemAt.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import { units } from '../dense/dense.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'

const program =
  ({ run }: Projected): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [mean, logVariance] = [itemAt(parts, 0), itemAt(parts, 1)]
    const deviation = A.exp(scale(A, logVariance, 0.5))
    const noise = A.mul(deviation, Named.get(input.noise, 'normal'))
    return {
      y: A.add(mean, noise),
      aux: { mean, logVariance },
      buffers: {},
      pullback: (dy, { mean: dmean, logVariance: dlogVariance }) =>
        pullback([plus(A, dy, dmean), plus(A, scale(A, A.mul(dy, noise), 0.5), dlogVariance)]),
    }
  }

/**
 * A Gaussian code (Kingma and Welling 2014, section 2.4 and appendix C.2): a dense layer gives the mean and the
 * log-variance of each entry, from which a sample is drawn by the reparametrisation trick. At evaluation the code is the
 * mean. It exposes `mean` and `logVariance` for the term `kl`.
 *
 *     [μ, s] = x·W + b           x: [N, i] (or [N, t, i])   W: [i, 2o]   b: [2o]   μ, s: [N, o] (or [N, t, o])
 *     y  = μ + exp(s/2) ⊙ ε      ε ~ N(0, 1), at evaluation 0
 *     dμ = dy + dmean            ds = ½·dy ⊙ exp(s/2) ⊙ ε + dlogVariance
 *     dx = [dμ, ds]·Wᵀ           dW = xᵀ·[dμ, ds]           db = Σₙ [dμ, ds]
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(512), relu, gaussian(20)),
 *   decoder: pipe(input([20]), dense(512), relu, dense(784), sigmoid),
 *   loss: combine(summed(bce), weighted(4, kl)),
 * })
 */
export const gaussian = defineLayer(
  {
    name: 'gaussian',
    summary:
      'Gaussian code of a variational autoencoder (VAE): samples by reparametrisation from a mean and a variance.',
    example: { units: 2 },
    codec: () => struct({ units }),
    build: ({ units: width }, input, context) =>
      pipe(
        projected(input, [width, width], context),
        Either.flatMap((projection) => {
          const output = projection.sizesOf(width)
          return built({
            output,
            parameters: projection.parameters,
            noise: { normal: { shape: output, per: 'row', distribution: { kind: 'normal' }, neutral: 0 } },
            aux: { mean: output, logVariance: output },
            distribution: 'gaussian',
            program: program(projection),
          })
        }),
      ),
    mirror: (_settings, input) => ({ layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Units extends number>(width: Units) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux | 'mean' | 'logVariance'> =>
      append(net, specify({ units: width })),
)
