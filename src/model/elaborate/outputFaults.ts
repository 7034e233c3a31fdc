import type { Fault } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, product, sameShape } from '../../tensor/shape.ts'
import type { Model, ModelTerm } from '../model.ts'

/** The sizes that something wants of the decoder, and what that is: a term of the loss, or the encoder. */
interface Wish {
  readonly sizes: Sizes
  readonly by: string
  readonly where: string
}

/** What the terms want that compare the output with something, each for rows of these sizes. */
const wishesOf = (terms: ReadonlyArray<ModelTerm>, input: Sizes): ReadonlyArray<Wish> =>
  terms.flatMap(({ name, index, built: { rows, outputSizes } }) =>
    outputSizes === undefined && rows === undefined
      ? []
      : [{ sizes: outputSizes ?? input, by: name, where: `loss[${index}]` }],
  )

/** Layers that give these sizes. */
const ending = (sizes: Sizes): string =>
  sizes.length === 1
    ? `end the decoder with dense(${product(sizes)})`
    : `end the decoder with dense(${product(sizes)}) and reshape(${drawShape(sizes)}), or with layers that give ${drawShape(sizes)}`

const wrongOutput = ({ sizes, by }: Wish, { input, output }: Readonly<Record<'input' | 'output', Sizes>>): Fault => {
  const isInput = sameShape(sizes, input)
  const why = isInput ? 'as the encoder takes' : `which ${by} wants for rows of ${drawShape(input)}`
  return {
    fault: 'wrong shape',
    where: 'decoder',
    expected: `an output of ${drawShape(sizes)}, ${why}`,
    found: drawShape(output),
    ...present({ remedy: isInput ? undefined : ending(sizes) }),
  }
}

const contradiction = (first: Wish, second: Wish): Fault => ({
  fault: 'contradiction',
  where: second.where,
  expected: `terms that want the same of the decoder: ${first.by} wants ${drawShape(first.sizes)}`,
  found: `${second.by}, which wants ${drawShape(second.sizes)}`,
  remedy: 'leave one out, or join them in one term: columnLikelihoods(…)',
})

/**
 * A decoder whose output is not what the terms want, the sizes of the input where none wants any; or terms that want
 * different sizes. Where a term could not be built, nobody knows what it wants.
 */
export const outputFaults = (
  { encoder: { input }, decoder: { output } }: Pick<Model, 'encoder' | 'decoder'>,
  terms: ReadonlyArray<ModelTerm>,
  unbuilt: ReadonlyArray<Fault>,
): ReadonlyArray<Fault> => {
  const wishes = wishesOf(terms, input)
  const [first = { sizes: input, by: 'the encoder', where: 'encoder' }, ...others] = wishes
  if (wishes.length === 0 && unbuilt.length > 0) return []
  const odd = others.find(({ sizes }) => !sameShape(sizes, first.sizes))
  if (odd !== undefined) return [contradiction(first, odd)]
  return sameShape(output, first.sizes) ? [] : [wrongOutput(first, { input, output })]
}
