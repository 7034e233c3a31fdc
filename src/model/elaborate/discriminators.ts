import type { Fault } from '../../codec/index.ts'
import { wantsIndices } from '../../layers/index.ts'
import * as Named from '../../tensor/named.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import type { ModelNetwork, ModelTerm } from '../model.ts'

/** What is wrong with the network itself. */
const unfit = ({ output }: ModelNetwork, judge: ModelNetwork): ReadonlyArray<Fault> => {
  const fault = (where: string, expected: string, found: string): Fault => ({
    fault: 'wrong shape',
    where,
    expected,
    found,
  })
  const [borrowed] = Named.names(judge.shared)
  return [
    ...(sameShape(judge.input, output)
      ? []
      : [
          fault('discriminator.input', `${drawShape(output)}, the code that the encoder gives`, drawShape(judge.input)),
        ]),
    ...(sameShape(judge.output, [1])
      ? []
      : [
          fault(
            'discriminator',
            'an output of [1], how likely it holds a code to be of the first kind',
            drawShape(judge.output),
          ),
        ]),
    ...(borrowed === undefined
      ? []
      : [
          {
            fault: 'wrong value',
            where: `discriminator.layers[${borrowed.split('.')[0] ?? ''}]`,
            expected: 'weights of its own',
            found: 'weights of another network',
            remedy: 'the discriminator learns the opposite of what the encoder does: it shares nothing',
          },
        ]),
    ...(judge.indices === undefined
      ? []
      : [wantsIndices('discriminator.layers[0]', 'the code, which the encoder computes')]),
  ]
}

/** What is wrong with the discriminator of a model, or with the terms that need one. */
export const discriminatorFaults = (
  encoder: ModelNetwork,
  judge: ModelNetwork | undefined,
  terms: ReadonlyArray<ModelTerm>,
): ReadonlyArray<Fault> => {
  const adversarial = terms.flatMap(({ definition: row, name }, at) =>
    row.discriminatorLoss === undefined ? [] : [{ at, name, row }],
  )
  const [first, second] = adversarial
  if (judge === undefined)
    return adversarial.map(({ at, row: { remedy } }) => ({
      fault: 'missing key',
      where: `loss[${at}]`,
      expected: 'a model with a discriminator',
      found: 'none',
      ...(remedy === undefined ? {} : { remedy }),
    }))
  const idle = {
    fault: 'unused',
    where: 'discriminator',
    expected: 'a term of the loss that needs it',
    found: 'none',
    remedy: 'add adversarialPrior or adversarialCorrelation to the loss, or leave the discriminator out',
  }
  const many = {
    fault: 'contradiction',
    where: `loss[${second?.at ?? 0}]`,
    expected: 'one adversarial term, which the discriminator learns from',
    found: `${first?.name ?? ''} and ${second?.name ?? ''}`,
    remedy: 'leave one out',
  }
  return [...unfit(encoder, judge), ...(first === undefined ? [idle] : []), ...(second === undefined ? [] : [many])]
}
