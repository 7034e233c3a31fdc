import { describe, expect, it } from 'vitest'
import { trustworthiness } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('trustworthiness', () => {
  it.each(['1', '5', '12'])('of %s neighbours is that of scikit-learn', (k) => {
    const found = trustworthiness(points(saved.points), points(saved.embedded), Number(k))
    expect(found).toBeCloseTo(saved.trustworthiness[k] ?? Number.NaN, 12)
  })

  it('is 1 where the embedding is the space itself', () => {
    expect(trustworthiness(points(saved.points), points(saved.points), 7)).toBe(1)
  })
})
