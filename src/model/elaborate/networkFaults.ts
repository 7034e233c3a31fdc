import type { Fault } from '../../codec/index.ts'
import { nearest } from '../../codec/index.ts'
import type { Built } from '../../layers/index.ts'
import { wantsIndices } from '../../layers/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { drawShape, product, sameShape } from '../../tensor/shape.ts'
import type { Model, ModelNetwork } from '../model.ts'

/** The largest model, in bytes of parameters in float32: 2 GiB. */
const maxBytes = 2 ** 31

/** The decoder takes another shape than the code, or looks computed indices up. */
export const sizeFaults = ({ encoder, decoder }: Pick<Model, 'encoder' | 'decoder'>): ReadonlyArray<Fault> => {
  const fault = (where: string, expected: string, found: string): Fault => ({
    fault: 'wrong shape',
    where,
    expected,
    found,
  })
  const code = `${drawShape(encoder.output)}, the code that the encoder gives`
  return [
    ...(sameShape(decoder.input, encoder.output) ? [] : [fault('decoder.input', code, drawShape(decoder.input))]),
    ...(decoder.indices === undefined
      ? []
      : [wantsIndices('decoder.layers[0]', 'the code, which the encoder computes')]),
  ]
}

/** Two taps of one name, or one named `code`. */
export const auxFaults = (encoder: ModelNetwork, decoder: ModelNetwork): ReadonlyArray<Fault> =>
  [...Named.names(encoder.aux), ...Named.names(decoder.aux)].flatMap((name, i, all) =>
    name === 'code' || all.indexOf(name) !== i
      ? [
          {
            fault: 'duplicate name',
            where: 'decoder',
            expected: 'a name of its own for each tap',
            found: `"${name}" again`,
          },
        ]
      : [],
  )

/** Tensors that are shared with a parameter that does not exist or has another shape. */
export const sharedFaults = (shared: Built['shared'], parameters: Model['parameters']): ReadonlyArray<Fault> =>
  Object.values(shared).flatMap(({ from, where, shape }) => {
    const parameter = parameters[from]
    if (parameter === undefined) {
      const near = nearest(from, Named.names(parameters))
      return [
        {
          fault: 'unknown name',
          where,
          expected: 'the name of a dense layer',
          found: `no parameter "${from}"`,
          ...present({ remedy: near === undefined ? undefined : `did you mean "${near}"?` }),
        },
      ]
    }
    if (sameShape(parameter.shape, shape)) return []
    const found = `"${from}" of ${drawShape(parameter.shape)}`
    return [{ fault: 'wrong shape', where, expected: `weights of ${drawShape(shape)}`, found }]
  })

/** More parameters than the largest model may have. */
export const memoryFaults = (parameters: Model['parameters']): ReadonlyArray<Fault> => {
  const bytes = Object.values(parameters).reduce((sum, { shape }) => sum + 4 * product(shape), 0)
  if (bytes <= maxBytes) return []
  const [[name, largest] = ['', { shape: [] }]] = Object.entries(parameters).toSorted(
    ([, a], [, b]) => product(b.shape) - product(a.shape),
  )
  return [
    {
      fault: 'too large',
      where: 'encoder and decoder',
      expected: `parameters of at most ${maxBytes} bytes in float32`,
      found: `${bytes} bytes`,
      remedy: `the largest is ${name} of ${drawShape(largest.shape)}`,
    },
  ]
}
