import type { Fault } from '../../codec/index.ts'
import { wantsIndices } from '../../layers/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import type { ModelNetwork, ModelTerm } from '../model.ts'

const shapeFault = (where: string, expected: string, found: string): Fault => ({
  fault: 'wrong shape',
  where,
  expected,
  found,
})

/** A discriminator that shares weights with another network. */
const sharingFaults = ({ shared }: ModelNetwork): ReadonlyArray<Fault> => {
  const [name] = Named.names(shared)
  if (name === undefined) return []
  const [layer = ''] = name.split('.')
  return [
    {
      fault: 'wrong value',
      where: `discriminator.layers[${layer}]`,
      expected: 'weights of its own',
      found: 'weights of another network',
      remedy: 'the discriminator learns the opposite of what the encoder does: it shares nothing',
    },
  ]
}

/** A discriminator that does not map codes to one number. */
const networkFaults = ({ output: code }: ModelNetwork, discriminator: ModelNetwork): ReadonlyArray<Fault> => {
  const { input, output, indices } = discriminator
  const oneNumber = 'an output of [1], how likely it holds a code to be of the first kind'
  return [
    ...(sameShape(input, code)
      ? []
      : [shapeFault('discriminator.input', `${drawShape(code)}, the code that the encoder gives`, drawShape(input))]),
    ...(sameShape(output, [1]) ? [] : [shapeFault('discriminator', oneNumber, drawShape(output))]),
    ...sharingFaults(discriminator),
    ...(indices === undefined ? [] : [wantsIndices('discriminator.layers[0]', 'the code, which the encoder computes')]),
  ]
}

/** An adversarial term without a discriminator. */
const missing = ({ index, built: { remedy } }: ModelTerm): Fault => ({
  fault: 'missing key',
  where: `loss[${index}]`,
  expected: 'a model with a discriminator',
  found: 'none',
  ...present({ remedy }),
})

const unused: Fault = {
  fault: 'unused',
  where: 'discriminator',
  expected: 'a term of the loss that needs it',
  found: 'none',
  remedy: 'add adversarialPrior or adversarialCorrelation to the loss, or leave the discriminator out',
}

const contradiction = (first: ModelTerm, second: ModelTerm): Fault => ({
  fault: 'contradiction',
  where: `loss[${second.index}]`,
  expected: 'one adversarial term, which the discriminator learns from',
  found: `${first.name} and ${second.name}`,
  remedy: 'leave one out',
})

/** A discriminator that does not fit the model, or that no term or several terms train; or none where a term needs one. */
export const discriminatorFaults = (
  encoder: ModelNetwork,
  discriminator: ModelNetwork | undefined,
  terms: ReadonlyArray<ModelTerm>,
): ReadonlyArray<Fault> => {
  const adversarial = terms.filter(({ built }) => built.discriminatorLoss !== undefined)
  if (discriminator === undefined) return adversarial.map(missing)
  const [first, second] = adversarial
  return [
    ...networkFaults(encoder, discriminator),
    ...(first === undefined ? [unused] : []),
    ...(first === undefined || second === undefined ? [] : [contradiction(first, second)]),
  ]
}
