import * as Either from 'fp-ts/lib/Either.js'
import { describe, integer, struct } from '../../codec/index.ts'
import { like, softmax, straightThrough, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Mul } from '../shape/arithmetic.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import type { RelaxedOptions } from './relaxed.ts'
import { relaxation, samplingNoise, sharpness } from './relaxed.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const settings = struct(
  {
    groups: describe(integer({ minimum: 1, maximum: 65_536 }), 'how many choices the code makes'),
    classes: describe(integer({ minimum: 2, maximum: 65_536 }), 'how many classes each has to choose from'),
  },
  relaxation,
)

interface Categorical extends RelaxedOptions {
  /** What belongs to one row: [groups, classes], or [t, groups, classes]. */
  readonly sizes: Sizes
}

const program =
  ({ run }: Projected, { sizes, temperature = 1, hard = false }: Categorical): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [flat = input.x] = parts
    const [n, axis] = [extentAt(A.shape(flat), 0), sizes.length]
    const grouped = (a: typeof flat) => A.reshape(a, [n, ...sizes])
    const logits = grouped(flat)
    const gumbel = A.neg(A.log(A.neg(A.log(grouped(Named.get(input.noise, 'uniform'))))))
    const sharp = sharpness(A, input.noise, temperature)
    const moved = A.add(logits, times(A, gumbel, Named.get(input.noise, 'live')))
    const relaxed = softmax(A, times(A, moved, sharp), [axis])
    const y = hard ? straightThrough(A, A.topMask(relaxed, 1), relaxed) : relaxed
    return {
      y: A.reshape(y, A.shape(flat)),
      aux: { logits },
      buffers: {},
      pullback: (dy, { logits: dlogits }) => {
        const d = grouped(dy)
        const along = like(A, A.sum(A.mul(d, relaxed), [axis]), d)
        const soft = times(A, A.mul(relaxed, A.sub(d, along)), sharp)
        return pullback([A.reshape(plus(A, soft, dlogits), A.shape(flat))])
      },
    }
  }

const categoricalRow = row({
  name: 'categorical',
  summary: 'A code of choices among classes by chance, each with probabilities of its own, as vectors with a single 1.',
  codec: () => settings,
  build: ({ groups, classes, ...options }, input, context) =>
    Either.chain((of: Projected) => {
      const output = of.sizesOf(groups * classes)
      const sizes = [...input.slice(0, -1), groups, classes]
      return built({
        output,
        parameters: of.parameters,
        noise: samplingNoise(output),
        aux: { logits: sizes },
        program: program(of, { ...options, sizes }),
      })
    })(projected(input, [groups * classes], context)),
  mirror: (_settings, input) => ({ layer: 'dense', units: input.at(-1) ?? 1 }),
})

/**
 * A categorical code by its relaxation, the Gumbel-softmax (Jang et al. 2017, section 2; Maddison et al. 2017): a dense
 * layer gives logits for so many groups of so many classes, and samples are soft by a temperature τ, 1 by default.
 * With `hard` they have a single 1 and learning goes straight through (section 2.2). At evaluation the code is the
 * mean, the probabilities of the classes, or with `hard` the mode. It exposes `logits`, which `klCategorical` looks at.
 *
 *     ℓ  = x·W + b                                 x: [N, i] (or [N, t, i])   W: [i, g·c]   b: [g·c]
 *     y  = softmax((ℓ − log(−log u)) / τ)          over c   u ~ U(0, 1), at evaluation without it and with τ = 1
 *     dℓ = y ⊙ (dy − Σ dy ⊙ y) / τ + dlogits       ℓ: [N, g, c]   y: [N, g·c]   with the y that is not rounded
 *     dx = dℓ·Wᵀ                                   dW = xᵀ·dℓ                 db = Σₙ dℓ
 *
 * @example
 * const encoder = pipe(input([784]), dense(256), relu, categorical(30, 10, { temperature: 0.7 }))
 */
export const categorical = Object.assign(
  <const Groups extends number, const Classes extends number>(
    groups: Groups,
    classes: Classes,
    options: RelaxedOptions = {},
  ) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Mul<Groups, Classes>>, Aux | 'logits'> =>
      append(net, { layer: 'categorical', groups, classes, ...options }),
  { definition: categoricalRow },
)
