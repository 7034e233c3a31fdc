import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { elaborate, library } from '../../../src/index.ts'
import { ndarrays } from '../../../src/interpreters/ndarray/index.ts'
import type { TermSpec } from '../../../src/losses/index.ts'
import { decode, reconstruct, sample, sampleOf, score } from '../../../src/model/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { product } from '../../../src/tensor/shape.ts'

const A = ndarrays('float64')

/** A model whose decoder gives the same numbers for every row of two entries. */
const modelWith = (loss: ReadonlyArray<TermSpec>, output: ReadonlyArray<number>, sizes: ReadonlyArray<number>) => {
  const spec = {
    encoder: { input: [2], layers: [{ layer: 'dense', units: 1 }] },
    decoder: {
      input: [1],
      layers: [
        { layer: 'dense', units: output.length },
        { layer: 'reshape', sizes },
      ],
    },
    loss,
  }
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
  const parameters = Named.map(model.right.parameters, ({ shape }, name) =>
    A.constant(name === 'decoder.0.bias' ? output : new Float64Array(product(shape)), shape),
  )
  return { model: model.right, weights: { parameters, buffers: {} } }
}

const rows = A.constant([3, 5, 0, 2], [2, 2])
const reconstructed = (loss: ReadonlyArray<TermSpec>, output: ReadonlyArray<number>, sizes: ReadonlyArray<number>) => {
  const { model, weights } = modelWith(loss, output, sizes)
  return [...A.read(reconstruct(A, model, weights, rows))]
}

describe('what a model reconstructs is what its likelihood expects', () => {
  it('the output itself, its probabilities or its rates', () => {
    expect(reconstructed([{ term: 'mse' }], [7, -1], [2])).toEqual([7, -1, 7, -1])
    expect(reconstructed([{ term: 'bceWithLogits' }], [0, 0], [2])).toEqual([0.5, 0.5, 0.5, 0.5])
    expect(reconstructed([{ term: 'l1Weights' }, { term: 'poisson' }], [0, 0], [2])).toEqual([1, 1, 1, 1])
    expect(reconstructed([{ term: 'gaussianLikelihood' }], [7, 1, -1, 2], [2, 2])).toEqual([7, -1, 7, -1])
    const ids = [{ term: 'categoricalLikelihood', classes: 3 }]
    expect(reconstructed(ids, [1, 0, 2, 5, 0, 0], [2, 3])).toEqual([2, 0, 2, 0])
  })

  it('the shares of the total of the row, and of 1 for a code without a row', () => {
    const { model, weights } = modelWith([{ term: 'negativeBinomial', library: true }], [0, 1, Math.log(3), 1], [2, 2])
    const found = A.read(reconstruct(A, model, weights, rows))
    for (const [i, share] of [2, 6, 0.5, 1.5].entries()) expect(found[i]).toBeCloseTo(share, 12)
    const decoded = A.read(decode(A, model, weights, A.constant([0.5], [1, 1])))
    expect(decoded[0]).toBeCloseTo(0.25, 12)
    const known = A.read(reconstruct(A, model, weights, rows, undefined, A.constant([1, 0, 1, 1], [2, 2])))
    expect(known[0]).toBeCloseTo(3, 12)
  })

  it('while the score is that of the likelihood, for known entries', () => {
    const { model, weights } = modelWith([{ term: 'poisson' }], [0, 0], [2])
    const [first, second] = A.read(score(A, model, weights, { x: rows, mask: A.constant([1, 0, 1, 1], [2, 2]) }))
    expect(first).toBeCloseTo(1 + Math.log(6), 12)
    expect(second).toBeCloseTo(2 + Math.log(2), 12)
  })
})

describe('rows are drawn from the likelihood of a code', () => {
  it('by random numbers that the model names', () => {
    const { model, weights } = modelWith([{ term: 'categoricalLikelihood', classes: 3 }], [0, 99, 0, 0, 0, 99], [2, 3])
    const noise = Named.map(sampleOf(model)?.noise ?? {}, ({ shape, distribution }, name) =>
      A.constant(draw(path(stream(1), name), product(shape), distribution), [1, ...shape]),
    )
    expect([...A.read(sample(A, model, weights, { code: A.constant([0], [1, 1]) }, noise))]).toEqual([1, 2])
  })

  it('or are those that are expected where there is none', () => {
    const { model, weights } = modelWith([{ term: 'mse' }], [7, -1], [2])
    expect([...A.read(sample(A, model, weights, { code: A.constant([0], [1, 1]) }, {}))]).toEqual([7, -1])
  })
})
