import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import { bootstrapIntervals } from '../../src/statistics/index.ts'

const normal = draw(stream(8), 400, { kind: 'normal' })

const mean = (values: Float64Array, counts: Uint32Array): number => {
  let [sum, all] = [0, 0]
  for (const [i, count] of counts.entries()) {
    sum += count * (values[i] ?? 0)
    all += count
  }
  return sum / all
}

describe('bootstrap intervals', () => {
  it('of a mean are those of the normal approximation', () => {
    const { mean: interval } = bootstrapIntervals(
      stream(1),
      normal.length,
      (counts) => ({ mean: mean(normal, counts) }),
      { resamples: 2000 },
    )
    const centre = normal.reduce((sum, z) => sum + z, 0) / normal.length
    const error = Math.sqrt(normal.reduce((sum, z) => sum + (z - centre) ** 2, 0)) / normal.length
    // Quantiles of 2,000 resamples have a standard error of about 0.06 of that of the mean; the seed is fixed.
    expect(Math.abs((interval?.low ?? 0) - (centre - 1.96 * error))).toBeLessThan(0.2 * error)
    expect(Math.abs((interval?.high ?? 0) - (centre + 1.96 * error))).toBeLessThan(0.2 * error)
  })

  it('draw as many rows of each class as there are', () => {
    const strata = [0, 0, 0, 5, 5, 2]
    const seen = new Set<string>()
    bootstrapIntervals(
      stream(2),
      6,
      ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => {
        seen.add(`${a + b + c} ${d + e} ${f}`)
        return {}
      },
      { resamples: 50, strata },
    )
    expect([...seen]).toEqual(['3 2 1'])
  })

  it('are the same from the same seed, and left out where a figure is mostly undefined', () => {
    const intervals = (seed: number) =>
      bootstrapIntervals(
        stream(seed),
        normal.length,
        (counts) => ({ mean: mean(normal, counts), never: undefined, rarely: counts[0] === 3 ? 1 : undefined }),
        { resamples: 100 },
      )
    expect(intervals(1)).toEqual(intervals(1))
    expect(intervals(2)).not.toEqual(intervals(1))
    expect(Object.keys(intervals(1))).toEqual(['mean'])
  })
})
