import { describe, expect, it } from 'vitest'
import { lasso } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('L1-regularised regression', () => {
  it('has the weights of scikit-learn’s', () => {
    const weights = lasso(points(saved.points), saved.target, 0.1)
    saved.lasso.forEach((weight, j) => expect(weights[j]).toBeCloseTo(weight, 9))
  })

  it('leaves out a constant column', () => {
    expect(
      lasso(
        points([
          [1, 3],
          [2, 3],
          [3, 3],
        ]),
        [1, 2, 3],
        0.01,
      )[1],
    ).toBe(0)
  })
})
