import { describe, expect, it } from 'vitest'
import { cosines, greatestCosines, meanMaxCosine } from '../../src/statistics/index.ts'
import { expected, points } from './expected.ts'

const { y, mixed } = expected

describe('cosines', () => {
  it('are scikit-learn’s', () => {
    cosines(points(y), points(mixed)).forEach((value, i) => expect(value).toBeCloseTo(expected.cosines[i] ?? 2, 12))
  })

  it('name the nearest direction, whatever the lengths; a point at 0 has none', () => {
    const directions = points([
      [5, 0],
      [0, 0.1],
      [1, 1],
    ])
    expect(greatestCosines(points([[0, 3]]), directions)).toEqual([{ cosine: 1, point: 1 }])
    expect(greatestCosines(points([[0, 0]]), directions)).toEqual([{ cosine: 0, point: 0 }])
    expect(() => cosines(points([[1]]), directions)).toThrow('1 dimensions with 2')
  })

  it('the mean of the greatest is 1 for a dictionary that holds the other one, and not the other way round', () => {
    const [few, more] = [
      points([[1, 0]]),
      points([
        [2, 0],
        [0, 1],
      ]),
    ]
    expect(meanMaxCosine(few, more)).toBe(1)
    expect(meanMaxCosine(more, few)).toBe(0.5)
  })
})
