import { describe, expect, it } from 'vitest'
import { linearDiscriminant } from '../../src/statistics/index.ts'
import { expected, points } from './expected.ts'

const { y, labels, discriminant } = expected

describe('linearDiscriminant', () => {
  it('is the direction of scikit-learn’s LinearDiscriminantAnalysis with the same shrinkage', () => {
    const isOf = labels.map((label) => label === 'a')
    const { best } = linearDiscriminant(
      points(y),
      y.map((_, row) => row),
      isOf,
    )
    best.forEach((value, j) => expect(value).toBeCloseTo(discriminant[j] ?? 2, 10))
  })

  it('goes from mean to mean, along the axis that separates, where nothing else varies too', () => {
    const rows = [
      [0, 5],
      [1, 5],
      [4, 5],
      [5, 5],
    ]
    const { means, best } = linearDiscriminant(points(rows), [0, 1, 2, 3], [false, false, true, true])
    expect([...means]).toEqual([4, 0])
    expect([...best]).toEqual([1, 0])
  })
})
