import type { Fault } from '../../codec/index.ts'
import { sampleCodes } from '../../losses/index.ts'
import { logSumExp, repeatRows, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { extentAt, knownExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { Weights } from './networks.ts'
import { rowErrors } from './rowErrors.ts'
import { decoderOf, inputOf, neutralNoise } from './networks.ts'
import type { Rows } from './rows.ts'
import { targetOf } from './rows.ts'
import type { RunPosition } from './weight.ts'
import { finalStep } from './weight.ts'

/** Why there is no bound of the likelihood for a model, if there is none. */
export const boundFault = ({ encoder, terms }: Model): Fault | undefined => {
  const refusal = (expected: string, found: string, remedy: string): Fault => ({
    fault: 'wrong model',
    where: 'the bound of the likelihood',
    expected,
    found,
    remedy,
  })
  if (encoder.layers.at(-1)?.built.distribution !== 'gaussian')
    return refusal('a Gaussian code', 'another', 'end the encoder with gaussian(…)')
  const compared = terms.filter(({ built, coefficient }) => built.rows !== undefined && coefficient !== 0)
  const odd = compared.find(({ built }) => !built.isLikelihood)
  if (compared.length > 0 && odd === undefined) return undefined
  const found = odd === undefined ? 'no reconstruction term' : `${odd.name}, a mean over the entries`
  return refusal(
    'reconstruction terms that are log-likelihoods',
    found,
    'take sums over the entries: summed(bce), importanceWeighted(…)',
  )
}

/**
 * The importance-weighted bound of log p(x) of every row, [N], from codes sampled with noise [N, k, …code] (Burda et al.
 * 2016, equation 8); all other noise is neutral. The code is Gaussian, its prior the unit Gaussian, and log p(x | z) the
 * negative sum of the reconstruction terms. Bounds of several calls combine by log-mean-exp.
 */
export const bound = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  samples: T,
  position: RunPosition<T> = finalStep(A),
): T => {
  const { x, condition } = rows
  const { target, mask } = targetOf(rows)
  const n = extentAt(A.shape(x), 0)
  const count = knownExtent(extentAt(A.shape(samples), 1))
  const input = { ...weights, noise: neutralNoise(A, model.noise, n), x, condition }
  const { aux } = model.encoder.program(A, inputOf(model, 'encoder', input))
  const [mean, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
  const { codes, logRatio } = sampleCodes(A, { mean, logVariance, noise: samples, count })
  const output = decoderOf(A, model.decoder, inputOf(model, 'decoder', input)).at(codes, count).y
  const known = mask === undefined ? undefined : repeatRows(A, mask, count)
  const compared = { target: repeatRows(A, target, count), output, ...present({ mask: known }) }
  const reconstruction = rowErrors(A, model, compared, position)
  if (reconstruction === undefined) throw new Error('a bound of a model without a reconstruction term')
  const energy = A.add(reconstruction, logRatio)
  const logSum = logSumExp(A, A.reshape(A.neg(energy), [n, count]), [1])
  return shift(A, A.reshape(logSum, [n]), -Math.log(count))
}
