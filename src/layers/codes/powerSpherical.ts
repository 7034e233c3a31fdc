import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, integer, refine, struct } from '../../codec/index.ts'
import { expm1, fill, like, rsub, scale, square, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { knownExtent, lastExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { itemAt } from '../core/itemAt.ts'
import { built } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { trainingFlag } from '../core/noise.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import { direction, inner, innerLike } from './direction.ts'

const settings = refine(
  struct({
    dimensions: describe(integer({ minimum: 3, maximum: 65_535 }), 'the number of entries of the code, odd'),
  }),
  ({ dimensions: d }) =>
    d % 2 === 1
      ? undefined
      : {
          fault: 'out of range',
          expected: 'an odd number',
          found: String(d),
          remedy: `the nearest are ${d - 1} and ${d + 1}`,
          at: 'dimensions',
        },
)

/** β + i for i = 0 … β − 1, in the shape of a: [N, …, β]. */
const betaOffsets = <T>(A: Tensor<T>, a: T): T => {
  const beta = knownExtent(lastExtent(A.shape(a)))
  const offsets = A.constant(
    Float64Array.from({ length: beta }, (_, i) => beta + i),
    [beta],
  )
  return like(A, offsets, a)
}

/** q and the divergence as functions of log κ, [N, …, 1], and of exponential noise E = −log u, [N, …, β]. */
const concentrated = <T>(A: Tensor<T>, logKappa: T, exponential: T) => {
  const last = [A.shape(exponential).length - 1]
  const kappa = like(A, A.exp(logKappa), exponential)
  const offsets = betaOffsets(A, exponential)
  const alpha = A.add(offsets, kappa)
  const scaled = A.div(exponential, alpha)
  const s = A.sum(scaled, last)
  // κ/α stays within 1 where α² overflows.
  const ratio = A.div(kappa, alpha)
  return {
    /** 1 − z, where z is a sample of Beta(β + κ, β). */
    q: A.neg(expm1(A, A.neg(s))),
    divergence: A.sum(A.sub(A.log(A.div(alpha, offsets)), ratio), last),
    /** dℓ. */
    pullback: (dq: T, ddivergence: T | undefined): T => {
      const ds = A.mul(dq, A.exp(A.neg(s)))
      const dsample = A.neg(A.sum(A.mul(scaled, ratio), last))
      const slope = A.sum(square(A, ratio), last)
      return plus(A, A.mul(ds, dsample), ddivergence === undefined ? undefined : A.mul(ddivergence, slope))
    },
  }
}

/**
 * The least r to divide by: from κ = 10³⁶ on, r is exactly 0 in float32, and dℓ, whose limit is 0, would be ∞ · 0.
 */
const minR = 1e-18

const program =
  ({ run }: Projected): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [raw, logKappa] = [itemAt(parts, 0), itemAt(parts, 1)]
    const isTraining = like(A, Named.get(input.noise, 'isTraining'), raw)
    const zeros = fill(A, 0, A.shape(raw))
    const g = Named.get(input.noise, 'normal')
    const mu = direction(A, raw)
    const concentration = concentrated(A, logKappa, A.neg(A.log(Named.get(input.noise, 'uniform'))))
    const { q, divergence } = concentration
    const gMu = inner(A, g, mu.unit)
    const v = direction(A, A.sub(g, A.mul(like(A, gMu, g), mu.unit)))
    const t = rsub(A, 1, scale(A, q, 2))
    const r = scale(A, A.sqrt(A.mul(q, rsub(A, 1, q))), 2)
    const divisor = A.maximum(r, fill(A, minR, A.shape(r)))
    const sample = A.add(times(A, mu.unit, t), times(A, v.unit, r))
    return {
      y: A.where(isTraining, sample, mu.unit),
      aux: { divergence },
      buffers: {},
      pullback: (dy, { divergence: ddivergence }) => {
        const d = A.where(isTraining, dy, zeros)
        const dw = v.pullback(times(A, d, r))
        const dprojection = A.add(A.mul(g, innerLike(A, dw, mu.unit)), times(A, dw, gMu))
        const dmu = A.sub(A.where(isTraining, times(A, dy, t), dy), dprojection)
        const halfDq = A.sub(A.div(A.mul(t, inner(A, d, v.unit)), divisor), inner(A, d, mu.unit))
        return pullback([mu.pullback(dmu), concentration.pullback(scale(A, halfDq, 2), ddivergence)])
      },
    }
  }

/**
 * A hyperspherical code with the power spherical distribution, of density ∝ (1 + μᵀy)^κ on the unit sphere (De Cao and
 * Aziz 2020, sections 2 and 3): a dense layer gives its mean direction and the logarithm of its concentration. A sample
 * has the component t along μ and r across it. For an odd number d of dimensions β = (d − 1)/2 is whole and t an
 * elementary function of uniform noise, since Beta(α, β) is the distribution of Π uᵢ^(1/(α + i)), i < β. At evaluation
 * the code is μ. It exposes `divergence`, from the uniform distribution, for the term `klUniform`.
 *
 *     [m, ℓ] = x·W + b                   x: [N, i] (or [N, t, i])   W: [i, d + 1]   b: [d + 1]   m: [N, d]   ℓ: [N, 1]
 *     μ = m / ‖m‖    κ = exp ℓ           αᵢ = β + κ + i             divergence = Σᵢ log(αᵢ/(β + i)) − κ/αᵢ
 *     q = 1 − exp(Σᵢ log uᵢ / αᵢ)        t = 1 − 2q                 r = 2√(q(1 − q))
 *     w = g − μ ⟨g, μ⟩    v = w / ‖w‖    y = t·μ + r·v              uᵢ ~ U(0, 1)   g ~ N(0, 1): [N, d]
 *     dq = 2 (t/r ⟨dy, v⟩ − ⟨dy, μ⟩)     dμ = t·dy − g ⟨dw, μ⟩ − dw ⟨g, μ⟩     dw = r (dy − v ⟨dy, v⟩) / ‖w‖
 *     dℓ = dq (1 − q) Σᵢ log uᵢ / αᵢ · κ/αᵢ + ddivergence · Σᵢ (κ/αᵢ)²        dm = (dμ − μ ⟨dμ, μ⟩) / ‖m‖
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(256), relu, powerSpherical(11)),
 *   decoder: pipe(input([11]), dense(256), relu, dense(784), sigmoid),
 *   loss: combine(summed(bce), klUniform),
 * })
 */
export const powerSpherical = defineLayer(
  {
    name: 'powerSpherical',
    summary: 'Power spherical code, on the unit hypersphere: samples around a mean direction by a concentration.',
    example: { dimensions: 3 },
    codec: () => settings,
    build: ({ dimensions: d }, input, context) =>
      pipe(
        projected(input, [d, 1], context),
        Either.flatMap((projection) => {
          const output = projection.sizesOf(d)
          const uniform = projection.sizesOf((d - 1) / 2)
          return built({
            output,
            parameters: projection.parameters,
            noise: {
              uniform: { shape: uniform, per: 'row', distribution: { kind: 'uniform' }, neutral: 0.5 },
              normal: { shape: output, per: 'row', distribution: { kind: 'normal' }, neutral: 0 },
              isTraining: trainingFlag,
            },
            aux: { divergence: projection.sizesOf(1) },
            distribution: 'spherical',
            program: program(projection),
          })
        }),
      ),
    mirror: (_settings, input) => ({ layer: 'dense', units: lastExtent(input) }),
  },
  (specify) =>
    <const Dimensions extends number>(dimensions: Dimensions) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Dimensions>, Aux | 'divergence'> =>
      append(net, specify({ dimensions })),
)
