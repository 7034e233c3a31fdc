import { describe, expect, it } from 'vitest'
import { neighbourPurity, neighbourVote } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('votes of nearest neighbours', () => {
  it.each(['1', '3', '7'])('of %s give the classes of scikit-learn', (k) => {
    const found = neighbourVote(points(saved.fresh), points(saved.points), saved.labels, Number(k))
    expect(found).toEqual(saved.neighbourVote[k])
  })

  it('purity is the share of neighbours of the same label', () => {
    const line = points([[0], [1], [2], [10], [11]])
    expect(neighbourPurity(line, ['a', 'a', 'b', 'b', 'b'], 1)).toBeCloseTo(4 / 5, 12)
    expect(neighbourPurity(line, ['a', 'a', 'a', 'a', 'a'], 2)).toBe(1)
  })
})
