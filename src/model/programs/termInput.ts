import type { TermInput } from '../../losses/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { isDiscriminatorParameter } from '../discriminator.ts'
import type { Model } from '../model.ts'
import { decoderOf, discriminatorOf, evaluated } from './networks.ts'
import type { Run } from './run.ts'
import { targetOf } from './rows.ts'
import { networkInput } from './run.ts'

/** The inputs of a term, for each index in the loss. */
export type TermInputs<T> = (index: number) => TermInput<T>

/** The parameters, those of the discriminator without a gradient. */
const withFixedDiscriminator = <T>(A: Tensor<T>, parameters: Named.Named<T>): Named.Named<T> =>
  Named.map(parameters, (one, name) => (isDiscriminatorParameter(name) ? A.stopGradient(one) : one))

const discriminatorIn = <T>(
  run: Run<T>,
  built: NonNullable<Model['discriminator']>,
  training: boolean,
): NonNullable<TermInput<T>['discriminator']> => {
  const { A, weights } = run
  const parameters = training ? weights.parameters : withFixedDiscriminator(A, weights.parameters)
  return discriminatorOf(A, built, networkInput({ ...run, weights: { ...weights, parameters } }, 'discriminator'))
}

/** The inputs of the terms of a loss; `training` says whether the discriminator is trained or held fixed. */
export const termInputs = <T>(run: Run<T>, training: 'autoencoder' | 'discriminator'): TermInputs<T> => {
  const { A, model, weights, noise, rows, encoder, decoder } = run
  const shared = {
    ...targetOf(rows),
    output: decoder.y,
    aux: { ...encoder.aux, ...decoder.aux, code: encoder.y },
    parameters: Named.filter(weights.parameters, (name) => !isDiscriminatorParameter(name)),
    encoder: evaluated(A, 'encoder', model.encoder.program, encoder.input, encoder),
    decoder: decoderOf(A, model.decoder, decoder.input),
    ...present({
      weight: rows.weight,
      discriminator:
        model.discriminator === undefined
          ? undefined
          : discriminatorIn(run, model.discriminator, training === 'discriminator'),
    }),
  }
  return (index) => ({ ...shared, noise: Named.within(noise, `loss.${index}`) })
}
