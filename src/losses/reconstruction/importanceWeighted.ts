import { choice, describe, integer, struct } from '../../codec/index.ts'
import { like, logSumExp, repeatRows, rowExpand, rowSum, shift, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { probabilityError } from './bce.ts'
import { logitError } from './bceWithLogits.ts'
import type { SameHead } from '../core/loss.ts'
import { defineTerm } from '../core/define.ts'
import { nonzeroDivisor } from '../core/reconstruction.ts'
import { sampleCodes } from '../core/sampledCodes.ts'
import { builtTerm, termValue } from '../core/term.ts'
import { squaredError } from './mse.ts'

/** The errors whose sums are negative log-likelihoods, up to a constant. */
const errors = { bce: probabilityError, bceWithLogits: logitError, mse: squaredError } as const

const settings = {
  samples: describe(integer({ minimum: 1, maximum: 10_000 }), 'how many codes are drawn for each row'),
  error: describe(choice('bce', 'bceWithLogits', 'mse'), 'the error that output and target are compared by'),
}

const masked = <T>(A: Tensor<T>, value: T, mask: T | undefined): T => (mask === undefined ? value : A.mul(value, mask))

/** The weight of each row in the mean over the rows, [N]. */
const rowWeights = <T>(A: Tensor<T>, each: T, weight: T | undefined): T =>
  weight === undefined
    ? like(A, A.div(A.constant([1], []), A.extent(each, [0])), each)
    : A.div(weight, like(A, nonzeroDivisor(A, total(A, weight)), weight))

/**
 * The importance-weighted bound (Burda et al. 2016, equation 8) as a loss, for a Gaussian code and a unit Gaussian prior.
 * Each row is decoded from k codes zᵢ of its own; with k = 1 it is the variational bound with both of its parts
 * estimated by one sample, and it tightens towards −log p(x) with k. It includes the reconstruction error, so no other reconstruction term is
 * needed.
 *
 *     ℓᵢ = −Σⱼ e(x, x̂ᵢ)ⱼ − δᵢ       x̂ᵢ = decoder(zᵢ)    zᵢ = μ + exp(s/2) ⊙ εᵢ    δᵢ = log q(zᵢ | x) − log p(zᵢ)
 *     L  = −Σₙ vₙ log(Σᵢ exp ℓᵢ / k)     vₙ = wₙ / Σw, 1/N without weights of rows
 *     dℓ = −dL · vₙ · softmaxᵢ ℓ         and from there back through the decoder and through z, as in sampledCodes.ts
 *
 * The sums of `bce` and `bceWithLogits` are those of Bernoulli pixels; that of `mse` is of normal ones of variance ½,
 * but for the constant ½ log π of each. At evaluation the codes are drawn too, always the same.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(200), tanh, gaussian(50)),
 *   decoder: pipe(input([50]), dense(200), tanh, dense(784)),
 *   loss: importanceWeighted(50, 'bceWithLogits'),
 * })
 */
export const importanceWeighted = defineTerm(
  {
    name: 'importanceWeighted',
    summary: 'Importance-weighted bound on the negative log-likelihood (IWAE), from several sampled codes per row.',
    codec: (common) => struct(settings, { ...common }),
    example: { samples: 5, error: 'mse' },
    build: ({ samples: count, error }, { code }) =>
      builtTerm({
        ...(error === 'bceWithLogits' ? { mean: <T>(A: Tensor<T>, y: T): T => A.sigmoid(y) } : {}),
        needs: ['mean', 'logVariance'],
        remedy: 'end the encoder with a Gaussian code, gaussian(…)',
        ofCode: 'gaussian',
        targets: error === 'mse' ? 'real' : 'unit',
        isLikelihood: true,
        noise: {
          normal: { shape: [count, ...code], per: 'row', distribution: { kind: 'normal' }, neutral: 0, isSample: true },
        },
        run: (A, { target, aux, noise, weight, mask, decoder }) => {
          const [mean, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
          const n = extentAt(A.shape(mean), 0)
          const samples = sampleCodes(A, { mean, logVariance, noise: Named.get(noise, 'normal'), count })
          const decoded = decoder.at(samples.codes, count)
          const known = mask === undefined ? undefined : repeatRows(A, mask, count)
          const reconstruction = errors[error](A, repeatRows(A, target, count), decoded.y)
          const energy = A.add(rowSum(A, masked(A, reconstruction.value, known)), samples.logRatio)
          const logWeights = A.reshape(A.neg(energy), [n, count])
          const logSum = logSumExp(A, logWeights, [1])
          const bound = shift(A, A.reshape(logSum, [n]), -Math.log(count))
          const share = rowWeights(A, bound, weight)
          return termValue(A.neg(total(A, A.mul(bound, share))), (dvalue) => {
            const importance = A.exp(A.sub(logWeights, like(A, logSum, logWeights)))
            const d = A.mul(importance, rowExpand(A, A.mul(share, like(A, dvalue, share)), [n, count]))
            const denergy = A.reshape(d, A.shape(energy))
            const slope = masked(A, reconstruction.derivative(), known)
            const { dx, dparameters } = decoded.vjp(A.mul(slope, rowExpand(A, denergy, A.shape(slope))))
            return { daux: samples.pullback(dx, denergy), dparameters }
          })
        },
        rows: (A, { target, output, mask }) => rowSum(A, masked(A, errors[error](A, target, output).value, mask)),
      }),
  },
  (specify) => (samples: number, error: keyof typeof errors) =>
    specify<'mean' | 'logVariance', SameHead>({ samples, error }),
)
