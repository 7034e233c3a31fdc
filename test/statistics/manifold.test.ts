import { describe, expect, it } from 'vitest'
import { precisionRecall } from '../../src/statistics/index.ts'
import { points } from './saved.ts'

const data = points([[0], [1], [2], [10], [11], [12]])

describe('precision and recall of samples', () => {
  it('samples of one mode are precise and recall half', () => {
    expect(precisionRecall(data, points([[0.1], [1.1], [1.9]]), 1)).toEqual({ precision: 1, recall: 0.5 })
  })

  it('samples far from the data are neither', () => {
    expect(precisionRecall(data, points([[100], [101]]), 1)).toEqual({ precision: 0, recall: 0 })
  })
})
