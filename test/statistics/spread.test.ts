import { describe, expect, it } from 'vitest'
import { activeUnits, effectiveRank, redundancy } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('how codes spread', () => {
  it('effective rank and redundancy are those by numpy', () => {
    expect(effectiveRank(points(saved.points))).toBeCloseTo(saved.effectiveRank, 9)
    expect(redundancy(points(saved.points))).toBeCloseTo(saved.redundancy, 12)
  })

  it('points on a line have an effective rank of 1, equal ones of 0', () => {
    expect(
      effectiveRank(
        points([
          [0, 0],
          [1, 2],
          [2, 4],
        ]),
      ),
    ).toBeCloseTo(1, 6)
    expect(
      effectiveRank(
        points([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toBe(0)
  })

  it('counts units whose variance is above 0.01', () => {
    expect(
      activeUnits(
        points([
          [0, 0, 5],
          [1, 0.1, 5],
        ]),
      ),
    ).toBe(1)
  })

  it('has no redundancy of a single unit that varies', () => {
    expect(
      redundancy(
        points([
          [0, 5],
          [1, 5],
        ]),
      ),
    ).toBeNaN()
  })
})
