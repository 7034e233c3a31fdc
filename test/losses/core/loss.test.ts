import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  bceWithLogits,
  combine,
  contractive,
  dense,
  elaborate,
  huber,
  input,
  klSparsity,
  l1Activity,
  mae,
  mse,
  pipe,
  sigmoid,
  tanh,
  weighted,
} from '../../../src/index.ts'
import { named, nothing } from '../../../src/losses/index.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { agreesWithDifferences } from '../../../src/laws/differences.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { agreesWithDual } from '../../../src/laws/duality.ts'
import { modelSubject } from '../../../src/laws/model.ts'
import type { Loss, TermInput } from '../../../src/losses/index.ts'
import { terms } from '../../../src/losses/index.ts'
import { layers } from '../../../src/layers/index.ts'
import { evaluationLoss } from '../../../src/model/index.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { builtFor, emptyInput, valueOf } from '../values.ts'

const modelWith = (loss: Loss<'code'>) => {
  const elaborated = elaborate(
    { layers, terms },
    autoencoder({ encoder: pipe(input([4]), dense(3), tanh, dense(2)), decoder: pipe(input([2]), dense(4)), loss }),
  )
  if (Either.isLeft(elaborated)) throw new Error('it does not build')
  return elaborated.right
}

/** The value and the gradient of a loss at a fixed point. */
const numbers = (loss: Loss<'code'>): ReadonlyArray<number> => {
  const model = modelWith(loss)
  const from = stream(11)
  const parameters = Named.map(model.parameters, ({ shape }, name) => dyadic(path(from, name), shape, { bits: 4 }))
  const value = evaluationLoss(
    A,
    model,
    { parameters, buffers: {} },
    { x: dyadic(path(from, 'x'), [3, 4], { bits: 4 }) },
  )
  return [...A.read(value.total), ...Object.values(value.gradients()).flatMap((g) => [...A.read(g)])]
}

describe('losses are a monoid with scaling', () => {
  const [a, b, c] = [mse, huber(0.5), l1Activity()]

  it('combine is associative: the same terms, the same numbers', () => {
    expect(combine<'code'>(a, combine<'code'>(b, c))).toEqual(combine<'code'>(combine(a, b), c))
  })

  it('combining with `nothing` changes no loss', () => {
    expect(combine(nothing, a)).toEqual(combine(a))
    expect(combine(a, nothing)).toEqual(combine(a))
    expect(combine()).toEqual(nothing)
  })

  it('weights multiply, distribute over sums, and 1 changes nothing', () => {
    expect(weighted(2, weighted(0.25, a))).toEqual(weighted(0.5, a))
    expect(weighted(2, combine(a, b))).toEqual(combine(weighted(2, a), weighted(2, b)))
    expect(weighted(1, combine(a))).toEqual(combine(a))
  })

  it('a weight of a power of two scales value and gradient to the bit', () => {
    expect(numbers(weighted(4, mae))).toEqual(numbers(mae).map((value) => 4 * value))
  })

  it('a term that stands twice counts twice and has two names', () => {
    const model = modelWith(combine(mse, mse, named('own', mse)))
    expect(model.terms.map(({ name }) => name)).toEqual(['mse', 'mse.2', 'own'])
    expect(numbers(combine(mae, mae))).toEqual(numbers(weighted(2, mae)))
  })

  it('terms of one name have random numbers of their own', () => {
    const model = modelWith(combine(mse, named('own', contractive(2)), named('own', contractive(3))))
    expect(Object.keys(model.noise).map((name) => name.split('.').slice(0, 2).join('.'))).toEqual([
      ...Array.from({ length: 2 }, () => 'loss.1'),
      ...Array.from({ length: 3 }, () => 'loss.2'),
    ])
  })
})

describe('binary cross-entropy on logits of ±1000', () => {
  for (const [logit, target, value, slope] of [
    [1000, 1, 0, 0],
    [1000, 0, 1000, 1],
    [-1000, 1, 1000, -1],
    [-1000, 0, 0, 0],
    [0, 0.5, Math.LN2, 0],
  ] as const)
    it(`logit ${logit}, target ${target}`, () => {
      const given: TermInput<NdArray> = {
        ...emptyInput,
        target: A.constant([target], [1, 1]),
        output: A.constant([logit], [1, 1]),
      }
      const result = builtFor(bceWithLogits.definition, given).run(A, given)
      expect(A.read(result.value)[0]).toBe(value)
      const { doutput } = result.pullback(A.constant([1], []))
      expect(doutput === undefined ? undefined : A.read(doutput)[0]).toBe(slope)
    })
})

describe('the contractive penalty', () => {
  const elaborated = (probes?: number) =>
    elaborate(
      { layers, terms },
      autoencoder({
        encoder: pipe(input([5]), dense(4), tanh, dense(4), sigmoid, dense(3), tanh),
        decoder: pipe(input([3]), dense(5)),
        loss: contractive(probes),
      }),
    )

  for (const probes of [undefined, 2])
    it(`has the gradient of its differences for an encoder of three layers, ${probes ?? 'no'} probes`, () => {
      const model = elaborated(probes)
      if (Either.isLeft(model)) return expect.fail('it does not build')
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const subject = modelSubject(model.right, { rows: 3, seed })
        expect(agreesWithDifferences(subject)).toBeUndefined()
        expect(agreesWithDual(subject)).toBeUndefined()
      }
    })

  it('is the squared norm of the Jacobian: for a linear encoder ‖W‖²', () => {
    const linear = elaborate(
      { layers, terms },
      autoencoder({ encoder: pipe(input([3]), dense(2)), decoder: pipe(input([2]), dense(3)), loss: contractive() }),
    )
    if (Either.isLeft(linear)) return expect.fail('it does not build')
    const parameters = Named.map(linear.right.parameters, ({ shape }, name) =>
      dyadic(path(stream(2), name), shape, { bits: 4 }),
    )
    const { total } = evaluationLoss(A, linear.right, { parameters, buffers: {} }, { x: dyadic(stream(3), [4, 3]) })
    const squares = A.read(Named.get(parameters, 'encoder.0.weight')).reduce((sum, w) => sum + w * w, 0)
    expect(A.read(total)[0]).toBe(squares)
  })
})

describe('sparsity', () => {
  it('is 0 where the mean activation is the target rate', () => {
    const code = A.constant([0.25, 0.25, 0.25, 0.25], [2, 2])
    expect(Math.abs(valueOf(klSparsity.definition, { aux: { code } }, { rate: 0.25 }))).toBeLessThan(1e-15)
  })
})
