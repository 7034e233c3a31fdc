import { describe, expect, it } from 'vitest'
import type { NdArray } from '../src/interpreters/ndarray/index.ts'
import type { TermInput } from '../src/losses/index.ts'
import { terms } from '../src/losses/index.ts'
import { decoderOn, discriminatorOn } from '../src/model/index.ts'
import * as Named from '../src/tensor/named.ts'
import { builtOf } from './layers/run.ts'
import type { TermExample } from './reference/termCases.ts'
import { examplesOf, termFiles } from './reference/termCases.ts'
import { A, apart, array } from './reference/values.ts'

/** How far a gradient may be from PyTorch's, relative to its greatest entry. */
const bound = 1e-9

/** A dense layer and a sigmoid, with the weights that an example gives, on codes for each row. */
const decoder = (tensors: Named.Named<NdArray>): TermInput<NdArray>['decode'] => {
  const weight = Named.get(tensors, 'parameter.decoder.0.weight')
  const [i = 0, o = 0] = weight.shape
  const built = builtOf({ input: [i], layers: [{ layer: 'dense', units: o }, { layer: 'sigmoid' }] })
  const parameters = Named.within(tensors, 'parameter.decoder')
  return decoderOn(A, built, { parameters, buffers: {}, noise: {} })
}

/** Two dense layers with tanh between, with the weights that an example gives. */
const discriminator = (tensors: Named.Named<NdArray>): NonNullable<TermInput<NdArray>['discriminate']> => {
  const parameters = Named.within(tensors, 'parameter.discriminator')
  const [, hidden = 0] = Named.get(parameters, '0.weight').shape
  return (codes) => {
    const specs = [
      { layer: 'flatten' },
      { layer: 'dense', units: hidden },
      { layer: 'tanh' },
      { layer: 'dense', units: 1 },
    ]
    const built = builtOf({ input: codes.shape.slice(1), layers: specs })
    const renamed = Object.entries(parameters).map(([name, value]) => [
      name.replace(/^\d/, (k) => `${Number(k) + 1}`),
      value,
    ])
    const { pullback, ...judged } = discriminatorOn(A, built, {
      parameters: Object.fromEntries(renamed),
      buffers: {},
      noise: {},
    })(codes)
    return {
      ...judged,
      pullback: (d) => {
        const { dcode, dparameters } = pullback(d)
        const back = Object.entries(dparameters).map(([name, value]) => [
          name.replace(/\.\d/, (k) => `.${Number(k.slice(1)) - 1}`),
          value,
        ])
        return { dcode, dparameters: Object.fromEntries(back) }
      },
    }
  }
}

const run = ({ term: { term, ...settings }, given }: TermExample) => {
  const tensors = Named.map(given, ({ data, shape }) => array(data, shape))
  const none = array([], [0])
  const input: TermInput<NdArray> = {
    target: tensors['target'] ?? none,
    output: tensors['output'] ?? none,
    aux: Named.within(tensors, 'aux'),
    parameters: Named.within(tensors, 'parameter'),
    noise: Named.within(tensors, 'noise'),
    ...(tensors['weight'] === undefined ? {} : { weight: tensors['weight'] }),
    ...(tensors['mask'] === undefined ? {} : { mask: tensors['mask'] }),
    jacobian: { transposed: (u) => u, gradient: () => ({}) },
    decoder: { along: (v) => ({ value: v, gradient: (u) => ({ dcode: u, dparameters: {} }) }) },
    decode: (codes, times) => decoder(tensors)(codes, times),
    discriminate: (codes) => discriminator(tensors)(codes),
  }
  const row = Named.get(terms, term)
  const { value, pullback } = row.run(A, input, settings)
  const contest = row.discriminatorLoss?.(A, input, settings)
  const { doutput, daux = {}, dparameters = {} } = pullback(array([1], []))
  const gradients: Named.Named<NdArray> = {
    ...(doutput === undefined ? {} : { output: doutput }),
    ...Named.prefix(daux, 'aux'),
    ...Named.prefix(dparameters, 'parameter'),
    ...Named.prefix(contest?.pullback(array([1], [])) ?? {}, 'parameter'),
  }
  const both = contest === undefined ? value : A.add(value, contest.value)
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
