import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { describe, number, struct } from '../../codec/index.ts'
import { fill, like, over, scalar, scale, shift, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { trainingFlag } from '../core/noise.ts'
import type { Program } from '../core/stage.ts'
import { axis, byFeature, featureSum, otherAxes, perFeature, resolveAxis } from './features.ts'
import { affine, epsilon, scaleAndShift } from './normalise.ts'

const settings = struct(
  {},
  {
    axis,
    momentum: describe(
      number({ minimum: 0, maximum: 1 }),
      'the weight of the batch in the running statistics; 0.1 by default',
    ),
    epsilon,
    affine,
  },
)
export type BatchNormOptions = TypeOf<typeof settings>

interface Norm {
  readonly axis: number
  readonly momentum: number
  readonly epsilon: number
}

/** running + momentum · (batch − running) if the flag is 1, else running: [F]. */
const updated = <T>(
  A: Tensor<T>,
  [running, batch]: readonly [T, T],
  { flag, momentum }: { readonly flag: T; readonly momentum: number },
): T => A.where(like(A, flag, running), A.add(scale(A, running, 1 - momentum), scale(A, batch, momentum)), running)

const program =
  ({ axis: at, momentum, epsilon: tiny }: Norm): Program =>
  (A, { x: rows, parameters, buffers, noise }) => {
    const isTraining = Named.get(noise, 'isTraining')
    const [runningMean, runningVariance] = [Named.get(buffers, 'mean'), Named.get(buffers, 'variance')]
    const { scale: gamma, shift: beta } = parameters
    const x = A.reshape(rows, byFeature(A.shape(rows), at))
    const shape = A.shape(x)
    const m = A.extent(x, otherAxes(shape))
    const inTraining = (a: typeof x, otherwise: typeof x) => A.where(like(A, isTraining, a), a, otherwise)

    const batchMean = over(A, featureSum(A, x), m)
    const centred = A.sub(x, perFeature(A, inTraining(batchMean, runningMean), shape))
    const squares = featureSum(A, square(A, centred))
    const variance = inTraining(over(A, squares, m), runningVariance)
    const inverse = A.div(fill(A, 1, A.shape(variance)), A.sqrt(shift(A, variance, tiny)))
    const slope = gamma === undefined ? inverse : A.mul(inverse, gamma)
    const scaled = A.mul(centred, perFeature(A, slope, shape))
    const y = beta === undefined ? scaled : A.add(scaled, perFeature(A, beta, shape))

    const hasVariance = A.where(isTraining, A.greater(m, scalar(A, 1)), scalar(A, 0))
    const unbiased = over(A, squares, A.maximum(shift(A, m, -1), scalar(A, 1)))
    return {
      y: A.reshape(y, A.shape(rows)),
      aux: {},
      buffers: {
        mean: updated(A, [runningMean, batchMean], { flag: isTraining, momentum }),
        variance: updated(A, [runningVariance, unbiased], { flag: hasVariance, momentum }),
      },
      pullback: (dy) => {
        const d = A.reshape(dy, shape)
        const dbeta = featureSum(A, d)
        const dgamma = A.mul(featureSum(A, A.mul(d, centred)), inverse)
        const zeros = fill(A, 0, A.shape(dbeta))
        const meanTerm = inTraining(over(A, dbeta, m), zeros)
        const covarianceTerm = A.mul(inTraining(over(A, dgamma, m), zeros), inverse)
        const dcentred = A.sub(
          A.sub(d, perFeature(A, meanTerm, shape)),
          A.mul(centred, perFeature(A, covarianceTerm, shape)),
        )
        return {
          dx: A.reshape(A.mul(dcentred, perFeature(A, slope, shape)), A.shape(rows)),
          dparameters: {
            ...(gamma === undefined ? {} : { scale: dgamma }),
            ...(beta === undefined ? {} : { shift: dbeta }),
          },
        }
      },
    }
  }

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2). `axis` is the axis of an example with the features
 * or channels: the first by default, as in [F], [C, L] and [C, H, W]; −1 for a sequence of vectors [T, F]. The noise
 * `isTraining` is 1 in training and 0 at evaluation, and selects the statistics of the batch or the running ones.
 *
 *     μ, σ²  of all m = N·… entries of a feature (training), the running ones (evaluation)     [F]
 *     x̂  = (x − μ) / √(σ² + ε)      y = γ·x̂ + β                                                x, y: [N, …]
 *     dx = γ / √(σ² + ε) · (dy − Σ dy / m − x̂ · Σ dy·x̂ / m)      without the sums at evaluation
 *     dγ = Σ dy·x̂      dβ = Σ dy                                                               γ, β: [F]
 *     running ← running + momentum · (batch − running)      the variance of the batch by m − 1
 *
 * If m = 1, the batch has no variance: y = β, and the running variance does not change.
 *
 * @example
 * const encoder = pipe(input([784]), dense(128), batchNorm(), relu, dense(32))
 */
export const batchNorm = defineLayer(
  {
    name: 'batchNorm',
    summary:
      'Batch normalisation: mean 0 and variance 1 of every feature or channel over the batch; at evaluation by running statistics.',
    codec: () => settings,
    example: { affine: false },
    build: ({ axis: at = 0, momentum = 0.1, epsilon: tiny = 1e-5, affine: trained = true }, input, context) =>
      pipe(
        resolveAxis(at, input, context),
        Either.flatMap((resolved) => {
          const shape = [extentAt(input, resolved)]
          return built({
            output: input,
            parameters: trained ? scaleAndShift(shape) : {},
            buffers: { mean: { shape, value: 0 }, variance: { shape, value: 1, positive: true } },
            noise: { isTraining: trainingFlag },
            program: program({ axis: resolved, momentum, epsilon: tiny }),
          })
        }),
      ),
  },
  (specify) =>
    (options: BatchNormOptions = {}) =>
      keepsSizes(specify({ ...options })),
)
