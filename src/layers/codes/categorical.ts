import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, integer, struct } from '../../codec/index.ts'
import { like, softmax, straightThrough, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, lastExtent } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import { itemAt } from '../core/itemAt.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import type { Mul } from '../shape/arithmetic.ts'
import type { RelaxationOptions } from './relaxed.ts'
import { inverseTemperature, relaxationSettings, samplingNoise } from './relaxed.ts'

const settings = struct(
  {
    groups: describe(integer({ minimum: 1, maximum: 65_536 }), 'the number of categorical variables'),
    classes: describe(integer({ minimum: 2, maximum: 65_536 }), 'the number of classes of each variable'),
  },
  relaxationSettings,
)

/** `sizes` are those of the logits of an example: [groups, classes] or [t, groups, classes]. */
const program =
  ({ run }: Projected, sizes: Sizes, { temperature = 1, hard = false }: RelaxationOptions): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const flat = itemAt(parts, 0)
    const [n, axis] = [extentAt(A.shape(flat), 0), sizes.length]
    const grouped = (a: typeof flat) => A.reshape(a, [n, ...sizes])
    const logits = grouped(flat)
    const gumbel = A.neg(A.log(A.neg(A.log(grouped(Named.get(input.noise, 'uniform'))))))
    const beta = inverseTemperature(A, input.noise, temperature)
    const perturbed = A.add(logits, times(A, gumbel, Named.get(input.noise, 'isTraining')))
    const relaxed = softmax(A, times(A, perturbed, beta), [axis])
    const y = hard ? straightThrough(A, A.topMask(relaxed, 1), relaxed) : relaxed
    return {
      y: A.reshape(y, A.shape(flat)),
      aux: { logits },
      buffers: {},
      pullback: (dy, { logits: dlogits }) => {
        const d = grouped(dy)
        const inner = like(A, A.sum(A.mul(d, relaxed), [axis]), d)
        const drelaxed = times(A, A.mul(relaxed, A.sub(d, inner)), beta)
        return pullback([A.reshape(plus(A, drelaxed, dlogits), A.shape(flat))])
      },
    }
  }

/**
 * A categorical code with relaxed samples, the Gumbel-softmax (Jang et al. 2017, section 2; Maddison et al. 2017): a
 * dense layer gives the logits of `groups` variables with `classes` classes each, and samples are soft by a temperature
 * τ, 1 by default. With `hard` they are one-hot and gradients pass straight through (section 2.2). At evaluation the
 * code is the mean, the probabilities of the classes, or with `hard` the mode. It exposes `logits` for the term
 * `klCategorical`.
 *
 *     ℓ  = x·W + b                                 x: [N, i] (or [N, t, i])   W: [i, g·c]   b: [g·c]
 *     y  = softmax((ℓ − log(−log u)) / τ)          over c   u ~ U(0, 1), at evaluation without it and with τ = 1
 *     dℓ = y ⊙ (dy − Σ dy ⊙ y) / τ + dlogits       ℓ: [N, g, c]   y: [N, g·c]   with y before rounding
 *     dx = dℓ·Wᵀ                                   dW = xᵀ·dℓ                 db = Σₙ dℓ
 *
 * @example
 * const encoder = pipe(input([784]), dense(256), relu, categorical(30, 10, { temperature: 0.7 }))
 */
export const categorical = defineLayer(
  {
    name: 'categorical',
    summary: 'Categorical code with Gumbel-softmax samples: a dense layer gives the logits of groups of classes.',
    example: { groups: 2, classes: 3 },
    codec: () => settings,
    build: ({ groups, classes, ...options }, input, context) =>
      pipe(
        projected(input, [groups * classes], context),
        Either.flatMap((projection) => {
          const output = projection.sizesOf(groups * classes)
          const sizes = [...input.slice(0, -1), groups, classes]
          return built({
            output,
            parameters: projection.parameters,
            noise: samplingNoise(output),
            aux: { logits: sizes },
            distribution: 'categorical',
            program: program(projection, sizes, options),
          })
        }),
      ),
    mirror: (_settings, input) => ({ layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Groups extends number, const Classes extends number>(
      groups: Groups,
      classes: Classes,
      options: RelaxationOptions = {},
    ) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Mul<Groups, Classes>>, Aux | 'logits'> =>
      append(net, specify({ groups, classes, ...options })),
)
