import type { Fault } from '../../codec/index.ts'
import { drawCodes } from '../../losses/index.ts'
import { logSumExp, repeatRows, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { Weights } from './networks.ts'
import { rowErrors } from './rowErrors.ts'
import { decoderOn, inputOf, neutralNoise } from './networks.ts'
import type { Rows } from './programs.ts'
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
  const compared = terms.filter(({ definition: row, weight }) => row.rows !== undefined && weight !== 0)
  const odd = compared.find(({ definition: row, settings }) => !row.isLikelihood(settings))
  if (compared.length > 0 && odd === undefined) return undefined
  const found = odd === undefined ? 'no reconstruction term' : `${odd.name}, a mean over the entries`
  return refusal(
    'reconstruction terms that are log-likelihoods',
    found,
    'take sums over the entries: summed(bce), importanceWeighted(…)',
  )
}

/**
 * The importance-weighted bound of log p(x) of every row, [N], by codes of k draws of noise [N, k, …code] (Burda et al.
 * 2016, equation 8), under quiet noise otherwise. The code is Gaussian, its prior the unit Gaussian, and
 * log p(x | z) what the reconstruction terms say. Bounds of several draws join as log-mean-exp.
 */
export const bound = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  { x, condition, mask }: Rows<T>,
  draws: T,
  moment: RunPosition<T> = finalStep(A),
): T => {
  const [n, count] = [extentAt(A.shape(x), 0), extentAt(A.shape(draws), 1)]
  if (typeof count !== 'number') throw new Error('a bound is taken by a known number of draws')
  const given = {
    parameters: weights.parameters,
    buffers: weights.buffers,
    noise: neutralNoise(A, model.noise, n),
    x,
    condition,
  }
  const { aux } = model.encoder.program(A, inputOf(model, 'encoder', given))
  const [mean, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
  const { codes, surplus } = drawCodes(A, { mean, logVariance, noise: draws, count })
  const { output } = decoderOn(A, model.decoder, inputOf(model, 'decoder', given))(codes, count)
  const target = repeatRows(A, x, count)
  const known = mask === undefined ? {} : { mask: repeatRows(A, mask, count) }
  const misfit = rowErrors(A, model, { target, output, ...known }, moment)
  if (misfit === undefined) throw new Error('a bound of a model without a reconstruction term')
  const energy = A.add(misfit, surplus)
  const together = logSumExp(A, A.reshape(A.neg(energy), [n, count]), [1])
  return shift(A, A.reshape(together, [n]), -Math.log(count))
}
