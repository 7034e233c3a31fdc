import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import type { TermInput } from '../../src/losses/index.ts'
import { terms } from '../../src/losses/index.ts'
import { decoderOf, discriminatorOf } from '../../src/model/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { present } from '../../src/tensor/present.ts'
import { builtOf } from '../layers/run.ts'
import { builtFor, emptyInput, identityAt } from './values.ts'
import type { TermExample } from '../reference/termCases.ts'
import { examplesOf, termFiles } from '../reference/termCases.ts'
import { A, apart, array } from '../reference/values.ts'

/** How far a gradient may be from PyTorch's, relative to its greatest entry. */
const bound = 1e-9

type Arrays = Named.Named<NdArray>

/** A dense layer and a sigmoid, with the weights of an example. */
const decoderOfExample = (tensors: Arrays): TermInput<NdArray>['decoder'] => {
  const parameters = Named.within(tensors, 'parameter.decoder')
  const weight = parameters['0.weight']
  if (weight === undefined) return { at: identityAt }
  const [i = 0, o = 0] = weight.shape
  const built = builtOf({ input: [i], layers: [{ layer: 'dense', units: o }, { layer: 'sigmoid' }] })
  return decoderOf(A, built, { parameters, buffers: {}, noise: {} })
}

const renamed = (tensors: Arrays, name: (before: string) => string): Arrays =>
  Object.fromEntries(Object.entries(tensors).map(([before, value]) => [name(before), value]))

/** Two dense layers with tanh between, with the weights of an example; a layer before them flattens the codes. */
const discriminatorOfExample = (tensors: Arrays): NonNullable<TermInput<NdArray>['discriminator']> => ({
  at: (codes) => {
    const parameters = Named.within(tensors, 'parameter.discriminator')
    const [, hidden = 0] = Named.get(parameters, '0.weight').shape
    const specs = [
      { layer: 'flatten' },
      { layer: 'dense', units: hidden },
      { layer: 'tanh' },
      { layer: 'dense', units: 1 },
    ]
    const evaluated = discriminatorOf(A, builtOf({ input: codes.shape.slice(1), layers: specs }), {
      parameters: renamed(parameters, (name) => name.replace(/^\d/, (k) => `${Number(k) + 1}`)),
      buffers: {},
      noise: {},
    }).at(codes)
    return {
      y: evaluated.y,
      buffers: evaluated.buffers,
      jvp: evaluated.jvp,
      vjp: (d) => {
        const { dx, dparameters } = evaluated.vjp(d)
        const before = (name: string) => name.replace(/\.\d/, (k) => `.${Number(k.slice(1)) - 1}`)
        return { dx, dparameters: renamed(dparameters, before) }
      },
    }
  },
})

const run = ({ term: { term, ...settings }, given }: TermExample) => {
  const tensors = Named.map(given, ({ data, shape }) => array(data, shape))
  const input: TermInput<NdArray> = {
    ...emptyInput,
    ...present({ target: tensors['target'], output: tensors['output'] }),
    aux: Named.within(tensors, 'aux'),
    parameters: Named.within(tensors, 'parameter'),
    noise: Named.within(tensors, 'noise'),
    ...present({ weight: tensors['weight'], mask: tensors['mask'] }),
    decoder: decoderOfExample(tensors),
    discriminator: discriminatorOfExample(tensors),
  }
  const built = builtFor(Named.get(terms, term), input, settings)
  const { value, pullback } = built.run(A, input)
  const discriminatorLoss = built.discriminatorLoss?.(A, input)
  const { doutput, daux = {}, dparameters = {} } = pullback(array([1], []))
  const gradients: Arrays = {
    ...present({ output: doutput }),
    ...Named.prefix(daux, 'aux'),
    ...Named.prefix(dparameters, 'parameter'),
    ...Named.prefix(discriminatorLoss?.pullback(array([1], [])) ?? {}, 'parameter'),
  }
  const both = discriminatorLoss === undefined ? value : A.add(value, discriminatorLoss.value)
  return { value: A.read(both)[0] ?? Number.NaN, gradients }
}

describe('loss terms give the values of PyTorch and the gradients of its autograd', () => {
  for (const name of termFiles)
    for (const [i, one] of examplesOf(name).entries())
      it(`${name}, example ${i + 1}: ${JSON.stringify(one.term)}`, () => {
        const { value, gradients } = run(one)
        expect(apart(value, one.value)).toBeLessThan(1e-12)
        for (const [variable, { data, shape }] of Object.entries(one.gradients)) {
          const found =
            gradients[variable] ??
            array(
              data.map(() => 0),
              shape,
            )
          const size = Math.max(1e-300, ...data.map(Math.abs))
          expect([...found.shape], variable).toEqual(shape)
          for (const [k, entry] of A.read(found).entries())
            expect(Math.abs(entry - (data[k] ?? Number.NaN)) / size, `${variable}[${k}]`).toBeLessThan(bound)
        }
      })
})
