import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import { meanDiscrepancy } from '../../src/statistics/index.ts'

const points = (scale: number, shift: number) => ({
  length: 300,
  width: 4,
  values: draw(stream(1), 1200, { kind: 'normal' }).map((value) => scale * value + shift),
})

describe('meanDiscrepancy', () => {
  // Of 300 points of the unit Gaussian its standard deviation is about √2 · sd(k) / 300 ≈ 0.002; the seed is fixed.
  it('is about 0 for the unit Gaussian, and grows with scale and distance', () => {
    const at = (scale: number, shift: number): number => meanDiscrepancy(points(scale, shift), stream(2))
    expect(Math.abs(at(1, 0))).toBeLessThan(0.02)
    expect(at(1, 0.7)).toBeGreaterThan(0.05)
    expect(at(1, 3)).toBeGreaterThan(at(1, 0.7))
    expect(at(0.3, 0)).toBeGreaterThan(0.05)
    expect(at(3, 0)).toBeGreaterThan(0.05)
  })

  it('is 1 for points that are far away and apart: only the prior is near itself', () => {
    expect(meanDiscrepancy(points(100, 1e4), stream(2))).toBeCloseTo(1, 1)
  })
})
