import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { choice, describe, integer, refine, struct } from '../../codec/index.ts'
import { like, logSumExp, repeatRows, rowExpand, shift, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { CommonSettings } from '../core/define.ts'
import { defineTerm } from '../core/define.ts'
import type { Head, Loss, SameHead } from '../core/loss.ts'
import { onlyTerm } from '../core/loss.ts'
import { nonzeroDivisor } from '../core/reconstruction.ts'
import { sampleCodes } from '../core/sampledCodes.ts'
import type { BuiltTerm, TermContext, TermInput, TermNested, TermSizes, TermSpec, TermValue } from '../core/term.ts'
import { builtTerm, termValue, unfitTerm } from '../core/term.ts'

/** The errors that have a name of their own: their sums are negative log-likelihoods, up to a constant. */
const errorNames = ['bce', 'bceWithLogits', 'mse'] as const
type ErrorName = (typeof errorNames)[number]

interface Settings {
  readonly samples: number
  readonly error?: ErrorName
  readonly likelihood?: TermSpec
}

/** How it is used: with the name of an error, or with a likelihood. */
type Use = <Wants extends Head = SameHead>(
  samples: number,
  error: ErrorName | Loss<never, Wants>,
) => Loss<'mean' | 'logVariance', Wants>

const settings = (common: CommonSettings, { term }: TermNested): Codec<Settings> =>
  refine(
    struct(
      { samples: describe(integer({ minimum: 1, maximum: 10_000 }), 'how many codes are drawn for each row') },
      {
        ...common,
        error: describe(choice(...errorNames), 'the error that output and target are compared by'),
        likelihood: describe(term, 'the likelihood that output and target are compared by, instead of an error'),
      },
    ),
    ({ error, likelihood }) =>
      (error === undefined) === (likelihood === undefined)
        ? {
            fault: error === undefined ? 'missing key' : 'contradiction',
            at: 'error',
            expected: 'either an error or a likelihood',
            found: error === undefined ? 'none' : 'both',
          }
        : undefined,
  )

/** The weight of each row in the mean over the rows, [N]. */
const rowWeights = <T>(A: Tensor<T>, each: T, weight: T | undefined): T =>
  weight === undefined
    ? like(A, A.div(A.constant([1], []), A.extent(each, [0])), each)
    : A.div(weight, like(A, nonzeroDivisor(A, total(A, weight)), weight))

/** The bound by samples of the code, each decoded and compared with its row. */
const run = <T>(A: Tensor<T>, inner: Comparing, count: number, given: TermInput<T>): TermValue<T> => {
  const { target, aux, noise, weight, mask, decoder } = given
  const [mean, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
  const n = extentAt(A.shape(mean), 0)
  const samples = sampleCodes(A, { mean, logVariance, noise: Named.get(noise, 'normal'), count })
  const decoded = decoder.at(samples.codes, count)
  const reconstruction = inner.errors(A, {
    target: repeatRows(A, target, count),
    output: decoded.y,
    ...(mask === undefined ? {} : { mask: repeatRows(A, mask, count) }),
  })
  const energy = A.add(reconstruction.value, samples.logRatio)
  const logWeights = A.reshape(A.neg(energy), [n, count])
  const logSum = logSumExp(A, logWeights, [1])
  const bound = shift(A, A.reshape(logSum, [n]), -Math.log(count))
  const share = rowWeights(A, bound, weight)
  return termValue(A.neg(total(A, A.mul(bound, share))), (dvalue) => {
    const importance = A.exp(A.sub(logWeights, like(A, logSum, logWeights)))
    const d = A.mul(importance, rowExpand(A, A.mul(share, like(A, dvalue, share)), [n, count]))
    const denergy = A.reshape(d, A.shape(energy))
    const { dx, dparameters } = decoded.vjp(reconstruction.pullback(denergy))
    return { daux: samples.pullback(dx, denergy), dparameters }
  })
}

/** A built term that compares output and target. */
type Comparing = BuiltTerm & Required<Pick<BuiltTerm, 'errors' | 'rows'>>

const isComparing = (inner: BuiltTerm): inner is Comparing => inner.errors !== undefined && inner.rows !== undefined

/** The bound with the likelihood that was built; a fault if that is none. */
const boundOf = (inner: BuiltTerm, count: number, { code }: TermSizes, context: TermContext): Fallible<BuiltTerm> => {
  if (!isComparing(inner) || !inner.isLikelihood)
    return unfitTerm(context, {
      at: 'likelihood',
      fault: 'wrong value',
      expected: 'a log-likelihood: a sum over the entries',
      found: 'another',
      remedy: 'take the sum: summed(mse), or a likelihood such as gaussianLikelihood',
    })
  const { targets, outputSizes, mean, sample } = inner
  return builtTerm({
    ...present({ outputSizes, mean, sample }),
    needs: ['mean', 'logVariance'],
    prior: { kind: 'gaussian' },
    remedy: 'end the encoder with a Gaussian code, gaussian(…)',
    ofCode: 'gaussian',
    targets,
    isLikelihood: true,
    noise: {
      normal: { shape: [count, ...code], per: 'row', distribution: { kind: 'normal' }, neutral: 0, isSample: true },
    },
    run: (A, given) => run(A, inner, count, given),
    rows: inner.rows,
  })
}

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
 * but for the constant ½ log π of each. Any other likelihood may stand in their place. At evaluation the codes are drawn too, always the same.
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([784]), dense(200), tanh, gaussian(50)),
 *   decoder: pipe(input([50]), dense(200), tanh, dense(784)),
 *   loss: importanceWeighted(50, 'bceWithLogits'),
 * })
 * const ofCounts = importanceWeighted(50, negativeBinomial)
 */
export const importanceWeighted = defineTerm<Settings, Use>(
  {
    name: 'importanceWeighted',
    summary: 'Importance-weighted bound on the negative log-likelihood (IWAE), from several sampled codes per row.',
    codec: settings,
    example: { samples: 5, error: 'mse' },
    build: ({ samples: count, error, likelihood }, sizes, context) =>
      pipe(
        context.nest(likelihood ?? { term: error ?? 'mse', reduction: 'sum' }, sizes, 'likelihood'),
        Either.flatMap((inner) => boundOf(inner, count, sizes, context)),
      ),
  },
  (specify) => (samples, error) =>
    specify({
      samples,
      ...(typeof error === 'string' ? { error } : { likelihood: onlyTerm(error, 'importanceWeighted') }),
    }),
)
