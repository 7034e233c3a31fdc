import { describe, expect, it } from 'vitest'
import { centreOf, rangesOf, traversalFrom } from '../../../src/tasks/generate/index.ts'

describe('a traversal', () => {
  it('changes one entry at a time, evenly over its range', () => {
    const base = Float64Array.of(7, 8, 9)
    const { codes, values } = traversalFrom(base, [2, 0], 3, [
      [-1, 1],
      [0, 0],
      [10, 20],
    ])
    expect([...values]).toEqual([10, 15, 20, -1, 0, 1])
    expect([...codes.values]).toEqual([7, 8, 10, 7, 8, 15, 7, 8, 20, -1, 8, 9, 0, 8, 9, 1, 8, 9])
  })

  it('takes ranges and centre of codes', () => {
    const points = { length: 5, width: 2, values: Float64Array.of(4, 0, 1, 0, 2, 0, 3, 0, 0, 10) }
    expect(rangesOf(points, [0.25, 1])).toEqual([
      [1, 4],
      [0, 10],
    ])
    expect([...centreOf(points)]).toEqual([2, 2])
  })
})
