import { describe, expect, it } from 'vitest'
import { pointScores } from '../../../src/statistics/index.ts'

describe('scores of points', () => {
  it('are the mean or the greatest of the windows that cover them; a point without windows has none', () => {
    const [scores, starts] = [
      [3, 1, 5],
      [0, 1, 4],
    ]
    const mean = pointScores(scores, starts, 2, 7)
    expect([...mean.scores]).toEqual([3, 2, 1, Number.NaN, 5, 5, Number.NaN])
    expect([...mean.windows]).toEqual([1, 2, 1, 0, 1, 1, 0])
    expect([...pointScores(scores, starts, 2, 7, 'max').scores]).toEqual([3, 3, 1, Number.NaN, 5, 5, Number.NaN])
    expect(pointScores([-1, -2], [0, 0], 1, 1, 'max').scores[0]).toBe(-1)
  })
})
