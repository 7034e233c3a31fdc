import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import { units } from '../dense/dense.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const program =
  ({ run }: Projected): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [mean = input.x, logVariance = input.x] = parts
    const deviation = A.exp(scale(A, logVariance, 0.5))
    const spread = A.mul(deviation, Named.get(input.noise, 'normal'))
    return {
      y: A.add(mean, spread),
      aux: { mean, logVariance },
      buffers: {},
      pullback: (dy, { mean: dmean, logVariance: dlogVariance }) =>
        pullback([plus(A, dy, dmean), plus(A, scale(A, A.mul(dy, spread), 0.5), dlogVariance)]),
    }
  }

const gaussianRow = row({
  name: 'gaussian',
  summary: 'A code with a normal distribution: a mean and a variance for every entry, from which a sample is drawn.',
  codec: () => struct({ units }),
  build: ({ units: u }, input, context) =>
    Either.chain((of: Projected) => {
      const output = of.sizesOf(u)
      return built({
        output,
        parameters: of.parameters,
        noise: { normal: { shape: output, per: 'row', distribution: { kind: 'normal' }, neutral: 0 } },
        aux: { mean: output, logVariance: output },
        distribution: 'gaussian',
        program: program(of),
      })
    })(projected(input, [u, u], context)),
  mirror: (_settings, input) => ({ layer: 'dense', units: input.at(-1) ?? 1 }),
})

/**
 * A Gaussian code (Kingma and Welling 2014, section 2.4 and appendix C.2): a dense layer gives the mean and the
 * logarithm of the variance of every entry, and the sample is a function of both and of noise. At evaluation the code
 * is the mean. It exposes `mean` and `logVariance`, which `kl` looks at.
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
export const gaussian = Object.assign(
  <const Units extends number>(width: Units) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux | 'mean' | 'logVariance'> =>
      append(net, { layer: 'gaussian', units: width }),
  { definition: gaussianRow },
)
