import { describe, expect, it } from 'vitest'
import { frechetDistance } from '../../src/statistics/index.ts'
import { points, saved } from './saved.ts'

describe('the Fréchet distance', () => {
  it('is that by scipy’s matrix square root', () => {
    const found = frechetDistance(points(saved.points), points(saved.other))
    expect(found / saved.frechet).toBeCloseTo(1, 9)
  })

  it('is 0 of a set and itself, and the squared distance of the means where only these differ', () => {
    const own = points(saved.points)
    expect(frechetDistance(own, own)).toBeLessThan(1e-9)
    expect(frechetDistance(own, { ...own, values: own.values.map((value) => value + 2) })).toBeCloseTo(20, 9)
  })
})
