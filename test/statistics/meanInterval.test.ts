import { describe, expect, it } from 'vitest'
import { meanInterval } from '../../src/statistics/index.ts'

describe('the mean of a few figures', () => {
  it('has the interval of scipy.stats.t.interval', () => {
    // t.interval(0.95, 3, mean, sem) of [1, 2, 3, 6]
    const { mean, interval } = meanInterval([1, 2, 3, 6])
    expect(mean).toBe(3)
    expect(interval?.low).toBeCloseTo(-0.4373939, 3)
    expect(interval?.high).toBeCloseTo(6.4373939, 3)
  })

  it('with many figures is nearly that of a normal mean', () => {
    // t.ppf(0.975, 29) is 2.0452296; the deviation of these figures is √(30/29)/2.
    const { interval } = meanInterval(Array.from({ length: 30 }, (_, i) => i % 2))
    expect(interval?.high).toBeCloseTo(0.5 + (2.0452296 * Math.sqrt(30 / 29)) / 2 / Math.sqrt(30), 4)
  })

  it('of one figure has no interval', () => {
    expect(meanInterval([4])).toEqual({ mean: 4 })
  })
})
