import { readFileSync } from 'node:fs'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  combine,
  contractive,
  dense,
  elaborate,
  gradientPenalty,
  input,
  library,
  mse,
  pipe,
  tanh,
  weighted,
} from '../../../src/index.ts'
import { loss } from '../../../src/model/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Numbers } from '../../reference/layerCases.ts'
import { A, apart, array } from '../../reference/values.ts'

/** What test/reference/models/probed.py wrote. */
interface Saved {
  readonly x: Numbers
  readonly parameters: Named.Named<Numbers>
  readonly noise: Named.Named<Numbers>
  readonly terms: Named.Named<number>
  readonly total: number
  readonly gradients: Named.Named<Numbers>
}

const saved: Saved = JSON.parse(readFileSync(new URL('../../reference/models/probed.json', import.meta.url), 'utf8'))

const numbers = ({ data, shape }: Numbers) => array(data, shape)
const valueOf = (a: ReturnType<typeof numbers>): number => A.read(a)[0] ?? Number.NaN

describe('penalties on the Jacobians of encoder and decoder, by random signs', () => {
  const spec = autoencoder({
    encoder: pipe(input([5]), dense(3), tanh),
    decoder: pipe(input([3]), dense(4), tanh, dense(5)),
    loss: combine<'code'>(mse, weighted(0.5, contractive(2)), weighted(0.25, gradientPenalty(3))),
  })
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error('it does not build')
  const weights = { parameters: Named.map(saved.parameters, numbers), buffers: {} }
  const value = loss(A, model.right, weights, Named.map(saved.noise, numbers), { x: numbers(saved.x) })

  it('have the values of PyTorch by the same signs', () => {
    expect(Named.names(model.right.noise).toSorted()).toEqual(Named.names(saved.noise).toSorted())
    for (const [name, term] of Object.entries(saved.terms))
      expect(apart(valueOf(Named.get(value.terms, name)), term), name).toBeLessThan(1e-12)
    expect(apart(valueOf(value.total), saved.total)).toBeLessThan(1e-12)
  })

  it('have the gradients of its double backward', () => {
    const gradients = value.gradients()
    expect(Named.names(gradients).toSorted()).toEqual(Named.names(saved.gradients).toSorted())
    for (const [name, { data }] of Object.entries(saved.gradients)) {
      const size = Math.max(...data.map(Math.abs))
      for (const [i, entry] of A.read(Named.get(gradients, name)).entries())
        expect(Math.abs(entry - (data[i] ?? Number.NaN)) / size, `${name}[${i}]`).toBeLessThan(1e-9)
    }
  })
})
