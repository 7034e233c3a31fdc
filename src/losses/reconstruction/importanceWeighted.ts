import { choice, describe, integer, struct } from '../../codec/index.ts'
import { like, logSumExp, repeatRows, rowExpand, rowSum, shift, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { probabilityError } from './bce.ts'
import { logitError } from './bceWithLogits.ts'
import { drawCodes } from '../core/draws.ts'
import type { Loss } from '../core/loss.ts'
import { loss } from '../core/loss.ts'
import { squaredError } from './mse.ts'
import { safe } from '../core/reconstruction.ts'
import { row, termValue } from '../core/term.ts'

/** The errors whose sums are negative log-likelihoods, up to a constant. */
const errors = { bce: probabilityError, bceWithLogits: logitError, mse: squaredError } as const

const settings = {
  samples: describe(integer({ minimum: 1, maximum: 10_000 }), 'how many codes are drawn for each row'),
  error: describe(choice('bce', 'bceWithLogits', 'mse'), 'the error that output and target are compared by'),
}

const masked = <T>(A: Tensor<T>, value: T, mask: T | undefined): T => (mask === undefined ? value : A.mul(value, mask))

/** The share of each row in a mean over the rows, [N]. */
const shares = <T>(A: Tensor<T>, each: T, weight: T | undefined): T =>
  weight === undefined
    ? like(A, A.div(A.constant([1], []), A.extent(each, [0])), each)
    : A.div(weight, like(A, safe(A, total(A, weight)), weight))

const importanceWeightedRow = row({
  name: 'importanceWeighted',
  summary: 'The importance-weighted bound of the log-likelihood, by several codes drawn for each row; negated.',
  codec: (common) => struct(settings, { ...common }),
  needs: () => ['mean', 'logVariance'],
  remedy: 'end the encoder with a Gaussian code, gaussian(…)',
  ofCode: 'gaussian',
  targets: ({ error }) => (error === 'mse' ? 'real' : 'unit'),
  noise: ({ samples }, { code }) => ({
    normal: { shape: [samples, ...code], per: 'row', distribution: { kind: 'normal' }, neutral: 0, isSample: true },
  }),
  run: (A, { target, aux, noise, weight, mask, decode }, { error, samples: count }) => {
    const [mean, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
    const n = extentAt(A.shape(mean), 0)
    const draws = drawCodes(A, { mean, logVariance, noise: Named.get(noise, 'normal'), count })
    const decoded = decode(draws.codes, count)
    const known = mask === undefined ? undefined : repeatRows(A, mask, count)
    const misfit = errors[error](A, repeatRows(A, target, count), decoded.output)
    const energy = A.add(rowSum(A, masked(A, misfit.value, known)), draws.surplus)
    const logWeights = A.reshape(A.neg(energy), [n, count])
    const together = logSumExp(A, logWeights, [1])
    const bound = shift(A, A.reshape(together, [n]), -Math.log(count))
    const share = shares(A, bound, weight)
    return termValue(A.neg(total(A, A.mul(bound, share))), (dvalue) => {
      const importance = A.exp(A.sub(logWeights, like(A, together, logWeights)))
      const d = A.mul(importance, rowExpand(A, A.mul(share, like(A, dvalue, share)), [n, count]))
      const denergy = A.reshape(d, A.shape(energy))
      const slope = masked(A, misfit.derivative(), known)
      const back = decoded.pullback(A.mul(slope, rowExpand(A, denergy, A.shape(slope))))
      return { daux: draws.pullback(back.dcode, denergy), dparameters: back.dparameters }
    })
  },
  isLikelihood: () => true,
  rows: (A, { target, output, mask }, { error }) => rowSum(A, masked(A, errors[error](A, target, output).value, mask)),
})

/**
 * The importance-weighted bound (Burda et al. 2016, equation 8) as a loss, for a Gaussian code and a unit Gaussian prior.
 * Each row is decoded from k codes zᵢ of its own; with k = 1 it is the variational bound with both of its parts
 * estimated by one sample, and it tightens towards −log p(x) with k. It stands alone: it has the reconstruction inside.
 *
 *     ℓᵢ = −Σⱼ e(x, x̂ᵢ)ⱼ − δᵢ       x̂ᵢ = decoder(zᵢ)    zᵢ = μ + exp(s/2) ⊙ εᵢ    δᵢ = log q(zᵢ | x) − log p(zᵢ)
 *     L  = −Σₙ vₙ log(Σᵢ exp ℓᵢ / k)     vₙ = wₙ / Σw, 1/N without weights of rows
 *     dℓ = −dL · vₙ · softmaxᵢ ℓ         and from there back through the decoder and through z, as in draws.ts
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
export const importanceWeighted = Object.assign(
  (samples: number, error: keyof typeof errors): Loss<'mean' | 'logVariance'> =>
    loss<'mean' | 'logVariance'>({ term: 'importanceWeighted', samples, error }),
  { definition: importanceWeightedRow },
)
