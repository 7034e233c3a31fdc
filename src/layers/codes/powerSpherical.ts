import * as Either from 'fp-ts/lib/Either.js'
import { describe, integer, refine, struct } from '../../codec/index.ts'
import { expm1, fill, rsub, like, scale, square, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { DenseOutput, Vectors } from '../dense/dense.ts'
import { along, direction, inner } from './direction.ts'
import { built, row } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Projected } from '../dense/projected.ts'
import { projected } from '../dense/projected.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const settings = refine(
  struct({
    dimensions: describe(integer({ minimum: 3, maximum: 65_535 }), 'how many entries a code has, an odd number'),
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

/** β + i for i = 0 … β − 1, in this shape [N, …, β]. */
const offsets = <T>(A: Tensor<T>, shape: ReturnType<Tensor<T>['shape']>): T => {
  const beta = Number(extentAt(shape, shape.length - 1))
  return A.expand(
    A.constant(
      Float64Array.from({ length: beta }, (_, i) => beta + i),
      [beta],
    ),
    shape,
  )
}

/** What follows of a concentration κ, [N, …, 1], and of exponential noise E, [N, …, β]. */
const concentrated = <T>(A: Tensor<T>, logKappa: T, exponential: T) => {
  const last = [A.shape(exponential).length - 1]
  const kappa = A.exp(logKappa)
  const repeated = like(A, kappa, exponential)
  const start = offsets(A, A.shape(exponential))
  const shapes = A.add(start, repeated)
  const scaled = A.div(exponential, shapes)
  const s = A.sum(scaled, last)
  // κ/α, which stays within 1 where α² no longer is a number.
  const share = A.div(repeated, shapes)
  return {
    /** 1 − z, z a sample of Beta(β + κ, β). */
    q: A.neg(expm1(A, A.neg(s))),
    divergence: A.sum(A.sub(A.log(A.div(shapes, start)), share), last),
    /** dℓ. */
    pullback: (dq: T, ddivergence: T | undefined): T => {
      const ds = A.mul(dq, A.exp(A.neg(s)))
      const slope = A.neg(A.sum(A.mul(scaled, share), last))
      const bend = A.sum(square(A, share), last)
      return plus(A, A.mul(ds, slope), ddivergence === undefined ? undefined : A.mul(ddivergence, bend))
    },
  }
}

/**
 * r counts as no less than this where it divides: from κ = 10³⁶ on it is exactly 0 in float32, and dℓ, which goes to 0
 * with it, would be ∞ · 0.
 */
const nearest = 1e-18

const program =
  ({ run }: Projected): Program =>
  (A, input) => {
    const { parts, pullback } = run(A, input)
    const [raw = input.x, logKappa = input.x] = parts
    const live = like(A, Named.get(input.noise, 'live'), raw)
    const zeros = fill(A, 0, A.shape(raw))
    const g = Named.get(input.noise, 'normal')
    const mu = direction(A, raw)
    const { q, divergence, pullback: back } = concentrated(A, logKappa, A.neg(A.log(Named.get(input.noise, 'uniform'))))
    const height = inner(A, g, mu.unit)
    const v = direction(A, A.sub(g, A.mul(like(A, height, g), mu.unit)))
    const t = rsub(A, 1, scale(A, q, 2))
    const r = scale(A, A.sqrt(A.mul(q, rsub(A, 1, q))), 2)
    const apart = A.maximum(r, fill(A, nearest, A.shape(r)))
    const sample = A.add(times(A, mu.unit, t), times(A, v.unit, r))
    return {
      y: A.where(live, sample, mu.unit),
      aux: { divergence },
      buffers: {},
      pullback: (dy, { divergence: ddivergence }) => {
        const d = A.where(live, dy, zeros)
        const dtangent = v.pullback(times(A, d, r))
        const turned = A.add(A.mul(g, along(A, dtangent, mu.unit)), times(A, dtangent, height))
        const dmu = A.sub(A.where(live, times(A, dy, t), dy), turned)
        const dheight = A.sub(A.div(A.mul(t, inner(A, d, v.unit)), apart), inner(A, d, mu.unit))
        return pullback([mu.pullback(dmu), back(scale(A, dheight, 2), ddivergence)])
      },
    }
  }

const powerSphericalRow = row({
  name: 'powerSpherical',
  summary: 'A code on the unit sphere: a direction and how closely samples gather around it.',
  codec: () => settings,
  build: ({ dimensions: d }, input, context) =>
    Either.chain((of: Projected) => {
      const output = of.sizesOf(d)
      return built({
        output,
        parameters: of.parameters,
        noise: {
          uniform: { shape: of.sizesOf((d - 1) / 2), per: 'row', distribution: { kind: 'uniform' }, neutral: 0.5 },
          normal: { shape: output, per: 'row', distribution: { kind: 'normal' }, neutral: 0 },
          live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 },
        },
        aux: { divergence: of.sizesOf(1) },
        program: program(of),
      })
    })(projected(input, [d, 1], context)),
  mirror: (_settings, input) => ({ layer: 'dense', units: input.at(-1) ?? 1 }),
})

/**
 * A hyperspherical code by the power spherical distribution, of density ∝ (1 + μᵀy)^κ on the unit sphere (De Cao and
 * Aziz 2020, sections 2 and 3): a dense layer gives its direction and the logarithm of its concentration. A sample goes
 * t along μ and r across. In an odd number d of dimensions β = (d − 1)/2 is whole and t an elementary function of
 * uniform noise, since Beta(α, β) is the law of Π uᵢ^(1/(α + i)), i < β. At evaluation the code is μ. It exposes
 * `divergence`, from the uniform distribution, which `klUniform` looks at.
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
export const powerSpherical = Object.assign(
  <const Dimensions extends number>(dimensions: Dimensions) =>
    <Input extends Sizes, Output extends Vectors, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, DenseOutput<Output, Dimensions>, Aux | 'divergence'> =>
      append(net, { layer: 'powerSpherical', dimensions }),
  { definition: powerSphericalRow },
)
