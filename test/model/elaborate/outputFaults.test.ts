import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { dense, elaborate, input, library, pipe, reshape } from '../../../src/index.ts'
import type { TermSpec } from '../../../src/losses/index.ts'

const faultsOf = (loss: ReadonlyArray<TermSpec>, sizes: ReadonlyArray<number> = [6]): string => {
  const encoder = pipe(input([6]), dense(2))
  const units = sizes.reduce((a, b) => a * b, 1)
  const decoder = pipe(input([2]), dense(units), reshape([...sizes]))
  const model = elaborate(library, { encoder, decoder, loss })
  return Either.isLeft(model) ? drawFaults(model.left) : ''
}

describe('a decoder that does not give what a likelihood wants', () => {
  it('is refused with the term, the sizes and the way to give them', () => {
    expect(faultsOf([{ term: 'negativeBinomial' }])).toBe(
      'decoder: expected an output of [6, 2], which negativeBinomial wants for rows of [6], found [6] (end the decoder with dense(12) and reshape([6, 2]), or with layers that give [6, 2])',
    )
    expect(faultsOf([{ term: 'mse' }], [6, 2])).toBe(
      'decoder: expected an output of [6], as the encoder takes, found [6, 2]',
    )
  })

  it('is built where it does', () => {
    expect(faultsOf([{ term: 'negativeBinomial' }], [6, 2])).toBe('')
    expect(faultsOf([{ term: 'l1Weights' }, { term: 'categoricalLikelihood', classes: 9 }], [6, 9])).toBe('')
  })
})

describe('terms that want different outputs', () => {
  it('contradict each other', () => {
    expect(faultsOf([{ term: 'gaussianLikelihood' }, { term: 'mse' }], [6, 2])).toBe(
      'loss[1]: expected terms that want the same of the decoder: gaussianLikelihood wants [6, 2], found mse, which wants [6] (leave one out, or join them in one term: columnLikelihoods(…))',
    )
  })
})

describe('columns of a table', () => {
  const number = { columns: 4, likelihood: { term: 'mse', reduction: 'sum' } }
  const groups = (...all: ReadonlyArray<object>): ReadonlyArray<TermSpec> => [
    { term: 'columnLikelihoods', groups: all },
  ]

  it('must be all columns of a row', () => {
    expect(faultsOf(groups(number))).toBe(
      'loss[0].groups: expected groups of 6 columns together, as rows have, found 4',
    )
  })

  it('have no weight that is a schedule, and only terms that compare', () => {
    const weight = { schedule: 'warmUp', to: 1, steps: 10 }
    expect(faultsOf(groups({ ...number, columns: 6, likelihood: { term: 'mse', weight } }))).toContain(
      'loss[0].groups[0].likelihood.weight: expected a number, found a schedule',
    )
    expect(faultsOf(groups({ ...number, columns: 6, likelihood: { term: 'kl' } }))).toContain(
      'loss[0].groups[0].likelihood.term: expected a term that compares, found "kl"',
    )
  })
})

describe('a bound of the likelihood', () => {
  it('takes log-likelihoods alone', () => {
    expect(faultsOf([{ term: 'importanceWeighted', samples: 5, likelihood: { term: 'mse' } }])).toContain(
      'loss[0].likelihood: expected a log-likelihood: a sum over the entries, found another (take the sum: summed(mse), or a likelihood such as gaussianLikelihood)',
    )
    expect(faultsOf([{ term: 'importanceWeighted', samples: 5 }])).toContain(
      'loss[0].error: expected either an error or a likelihood, found none',
    )
  })
})
