import { readFileSync } from 'node:fs'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  columns,
  combine,
  conditioned,
  contractive,
  dense,
  elaborate,
  gradientPenalty,
  input,
  l2Activity,
  l2Weights,
  library,
  mse,
  pipe,
  sigmoid,
  tanh,
  weighted,
} from '../../../src/index.ts'
import { agreesWithDifferences } from '../../../src/laws/differences.ts'
import { agreesWithDual } from '../../../src/laws/duality.ts'
import { modelSubject } from '../../../src/laws/model.ts'
import { loss, evaluationLoss } from '../../../src/model/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Numbers } from '../../reference/layerCases.ts'
import { A, apart, array } from '../../reference/values.ts'

interface Saved {
  readonly x: Numbers
  readonly parameters: Named.Named<Numbers>
  readonly penalty: number
  readonly total: number
  readonly gradients: Named.Named<Numbers>
}

const saved: Saved = JSON.parse(readFileSync(new URL('../../reference/models/penalised.json', import.meta.url), 'utf8'))

const modelWith = (probes?: number) => {
  const model = elaborate(
    library,
    autoencoder({
      encoder: pipe(input([6]), dense(3), tanh),
      decoder: pipe(input([3]), dense(4), tanh, dense(6), sigmoid),
      loss: combine<'code'>(
        mse,
        weighted(0.3, gradientPenalty(probes)),
        weighted(0.01, l2Activity()),
        weighted(0.001, l2Weights('decoder')),
      ),
    }),
  )
  if (Either.isLeft(model)) throw new Error('it does not build')
  return model.right
}

const numbers = ({ data, shape }: Numbers) => array(data, shape)
const valueOf = (a: ReturnType<typeof numbers>): number => A.read(a)[0] ?? Number.NaN

describe('the gradient penalty on the decoder, with L2 on code and weights', () => {
  const weights = { parameters: Named.map(saved.parameters, numbers), buffers: {} }
  const rows = { x: numbers(saved.x) }

  it('has the loss and the gradients of PyTorch’s double backward', () => {
    const value = evaluationLoss(A, modelWith(), weights, rows)
    expect(apart(valueOf(Named.get(value.terms, 'gradientPenalty')), saved.penalty)).toBeLessThan(1e-12)
    expect(apart(valueOf(value.total), saved.total)).toBeLessThan(1e-12)
    for (const [name, gradient] of Object.entries(value.gradients())) {
      const { data } = Named.get(saved.gradients, name)
      const size = Math.max(...data.map(Math.abs))
      for (const [i, entry] of A.read(gradient).entries())
        expect(Math.abs(entry - (data[i] ?? Number.NaN)) / size, `${name}[${i}]`).toBeLessThan(1e-9)
    }
  })

  it('by all random signs is the exact one in the mean', () => {
    const model = modelWith(8)
    const signs = Array.from({ length: 8 }, (_, k) => [k & 1, (k >> 1) & 1, (k >> 2) & 1].map((bit) => 2 * bit - 1))
    const probes = Named.names(model.noise)
    expect(probes.length).toBe(signs.length)
    const noise = Object.fromEntries(
      signs.map((sign, k) => [probes[k] ?? '', array(Array.from({ length: 5 }, () => sign).flat(), [5, 3])]),
    )
    const { terms } = loss(A, model, weights, noise, rows)
    expect(apart(valueOf(Named.get(terms, 'gradientPenalty')), saved.penalty)).toBeLessThan(1e-12)
  })

  for (const probes of [undefined, 2])
    it(`has the gradient of its differences for a whole model, ${probes ?? 'no'} probes`, () => {
      for (const seed of [1, 2, 3]) {
        const subject = modelSubject(modelWith(probes), { rows: 3, seed })
        expect(agreesWithDifferences(subject)).toBeUndefined()
        expect(agreesWithDual(subject)).toBeUndefined()
      }
    })
})

it('a decoder that is told a condition is told it in its Jacobian too', () => {
  const condition = columns(2)
  const model = elaborate(
    library,
    autoencoder({
      condition,
      encoder: pipe(input([4]), conditioned(condition), dense(2), tanh),
      decoder: pipe(input([2]), conditioned(condition), dense(3), tanh, dense(4)),
      loss: combine<'code'>(mse, weighted(0.3, gradientPenalty()), weighted(0.2, contractive())),
    }),
  )
  if (Either.isLeft(model)) return expect.fail('it does not build')
  for (const seed of [1, 2, 3]) {
    const subject = modelSubject(model.right, { rows: 3, seed })
    expect(agreesWithDifferences(subject)).toBeUndefined()
    expect(agreesWithDual(subject)).toBeUndefined()
  }
})
