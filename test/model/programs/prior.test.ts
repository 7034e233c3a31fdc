import { describe, expect, it } from 'vitest'
import { priorOf } from '../../../src/model/index.ts'
import { modelOf, models } from '../../tasks/densities/models.ts'

const kindOf = (model: Parameters<typeof priorOf>[0]) => priorOf(model)?.kind

describe('the prior of the codes of a model', () => {
  it('is that of the term that pulls codes to one', () => {
    expect(Object.entries(models).map(([name, model]) => [name, kindOf(model)])).toEqual([
      ['plain', undefined],
      ['variational', 'gaussian'],
      ['wasserstein', 'gaussian'],
      ['bernoulli', 'bernoulli'],
      ['categorical', 'categorical'],
      ['spherical', 'spherical'],
      ['quantised', undefined],
    ])
    expect(priorOf(models.bernoulli)).toEqual({ kind: 'bernoulli', rate: 0.2 })
    const weighted = [{ term: 'importanceWeighted', samples: 2, likelihood: { term: 'mse', reduction: 'sum' } }]
    expect(kindOf(modelOf([{ layer: 'gaussian', units: 2 }], [2], weighted))).toBe('gaussian')
  })

  it('is none where the term reads the distribution of another layer than the code', () => {
    const inside = modelOf(
      [
        { layer: 'gaussian', units: 2 },
        { layer: 'dense', units: 2 },
      ],
      [2],
      [{ term: 'kl' }],
    )
    expect(priorOf(inside)).toBeUndefined()
  })
})
