import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { fill, rsub, straightThrough, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import { units } from '../dense/dense.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import type { RelaxedOptions } from './relaxed.ts'
import { relaxation, samplingNoise, sharpness } from './relaxed.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const program =
  ({ run }: Projected, { temperature = 2 / 3, hard = false }: RelaxedOptions): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [logOdds = input.x] = parts
    const uniform = Named.get(input.noise, 'uniform')
    const logistic = A.sub(A.log(uniform), A.log(rsub(A, 1, uniform)))
    const sharp = sharpness(A, input.noise, temperature)
    const relaxed = A.sigmoid(times(A, A.add(logOdds, logistic), sharp))
    const rounded = A.greater(relaxed, fill(A, 0.5, A.shape(relaxed)))
    return {
      y: hard ? straightThrough(A, rounded, relaxed) : relaxed,
      aux: { logOdds },
      buffers: {},
      pullback: (dy, { logOdds: dlogOdds }) => {
        const slope = A.mul(relaxed, rsub(A, 1, relaxed))
        return pullback([plus(A, times(A, A.mul(dy, slope), sharp), dlogOdds)])
      },
    }
  }

const bernoulliRow = row({
  name: 'bernoulli',
  summary: 'A code of entries that are on or off by chance, each with a probability of its own.',
  codec: () => struct({ units }, relaxation),
  build: ({ units: u, ...options }, input, context) =>
    Either.chain((of: Projected) => {
      const output = of.sizesOf(u)
      return built({
        output,
        parameters: of.parameters,
        noise: samplingNoise(output),
        aux: { logOdds: output },
        program: program(of, options),
      })
    })(projected(input, [u], context)),
  mirror: (_settings, input) => ({ layer: 'dense', units: input.at(-1) ?? 1 }),
})

/**
 * A Bernoulli code by its relaxation (Maddison et al. 2017, section 3.3 and appendix B): a dense layer gives the
 * logarithm of the odds of every entry, and samples are soft by a temperature τ, 2/3 by default. With `hard` they are
 * rounded to 0 or 1 and learning goes straight through. At evaluation the code is the mean, the probability of each
 * entry, or with `hard` the mode. It exposes `logOdds`, which `klBernoulli` looks at.
 *
 *     ℓ  = x·W + b                        x: [N, i] (or [N, t, i])   W: [i, o]   b: [o]   ℓ, y: [N, o] (or [N, t, o])
 *     y  = σ((ℓ + log u/(1 − u)) / τ)     u ~ U(0, 1), at evaluation u = ½ and τ = 1
 *     dℓ = dy ⊙ y ⊙ (1 − y) / τ + dlogOdds, with the y that is not rounded
 *     dx = dℓ·Wᵀ                          dW = xᵀ·dℓ                 db = Σₙ dℓ
 *
 * @example
 * const encoder = pipe(input([784]), dense(256), relu, bernoulli(32, { temperature: 0.5, hard: true }))
 */
export const bernoulli = Object.assign(
  <const Units extends number>(width: Units, options: RelaxedOptions = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux | 'logOdds'> =>
      append(net, { layer: 'bernoulli', units: width, ...options }),
  { definition: bernoulliRow },
)
