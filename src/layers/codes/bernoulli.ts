import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import { fill, rsub, straightThrough, times } from '../../tensor/derived.ts'
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
import type { RelaxationOptions } from './relaxed.ts'
import { inverseTemperature, relaxationSettings, samplingNoise } from './relaxed.ts'

const program =
  ({ run }: Projected, { temperature = 2 / 3, hard = false }: RelaxationOptions): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const logOdds = itemAt(parts, 0)
    const uniform = Named.get(input.noise, 'uniform')
    const logistic = A.sub(A.log(uniform), A.log(rsub(A, 1, uniform)))
    const beta = inverseTemperature(A, input.noise, temperature)
    const relaxed = A.sigmoid(times(A, A.add(logOdds, logistic), beta))
    const rounded = A.greater(relaxed, fill(A, 0.5, A.shape(relaxed)))
    return {
      y: hard ? straightThrough(A, rounded, relaxed) : relaxed,
      aux: { logOdds },
      buffers: {},
      pullback: (dy, { logOdds: dlogOdds }) => {
        const slope = A.mul(relaxed, rsub(A, 1, relaxed))
        return pullback([plus(A, times(A, A.mul(dy, slope), beta), dlogOdds)])
      },
    }
  }

/**
 * A Bernoulli code with relaxed samples, the binary Concrete distribution (Maddison et al. 2017, section 3.3 and
 * appendix B): a dense layer gives the log-odds of each entry, and samples are soft by a temperature τ, 2/3 by default.
 * With `hard` they are rounded to 0 or 1 and gradients pass straight through. At evaluation the code is the mean, the
 * probability of each entry, or with `hard` the mode. It exposes `logOdds` for the term `klBernoulli`.
 *
 *     ℓ  = x·W + b                        x: [N, i] (or [N, t, i])   W: [i, o]   b: [o]   ℓ, y: [N, o] (or [N, t, o])
 *     y  = σ((ℓ + log u/(1 − u)) / τ)     u ~ U(0, 1), at evaluation u = ½ and τ = 1
 *     dℓ = dy ⊙ y ⊙ (1 − y) / τ + dlogOdds, with y before rounding
 *     dx = dℓ·Wᵀ                          dW = xᵀ·dℓ                 db = Σₙ dℓ
 *
 * @example
 * const encoder = pipe(input([784]), dense(256), relu, bernoulli(32, { temperature: 0.5, hard: true }))
 */
export const bernoulli = defineLayer(
  {
    name: 'bernoulli',
    summary: 'Bernoulli code with relaxed samples (binary Concrete): a dense layer gives the log-odds of each entry.',
    example: { units: 2 },
    codec: () => struct({ units }, relaxationSettings),
    build: ({ units: width, ...options }, input, context) =>
      pipe(
        projected(input, [width], context),
        Either.flatMap((projection) => {
          const output = projection.sizesOf(width)
          return built({
            output,
            parameters: projection.parameters,
            noise: samplingNoise(output),
            aux: { logOdds: output },
            distribution: 'bernoulli',
            program: program(projection, options),
          })
        }),
      ),
    mirror: (_settings, input) => ({ layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Units extends number>(width: Units, options: RelaxationOptions = {}) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Units>, Aux | 'logOdds'> =>
      append(net, specify({ units: width, ...options })),
)
