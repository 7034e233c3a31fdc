import { describe, expect, it } from 'vitest'
import { excessAt, fitGeneralisedPareto, logLikelihood } from '../../src/statistics/index.ts'
import { saved } from './labels.ts'

describe('generalised Pareto distribution', () => {
  it.each(saved.tails)('fits tails as SciPy does: shape $shape', ({ excesses, shape, scale, ...expected }) => {
    expect(logLikelihood({ shape, scale }, excesses)).toBeCloseTo(expected.logLikelihood, 8)
    const fitted = fitGeneralisedPareto(excesses)
    // SciPy stops near the greatest likelihood; ours is no lower, and as near as that.
    expect(logLikelihood(fitted, excesses)).toBeGreaterThanOrEqual(expected.logLikelihood - 1e-9)
    expect(logLikelihood(fitted, excesses)).toBeCloseTo(expected.logLikelihood, 4)
    expect(fitted.shape).toBeCloseTo(shape, 2)
    expect(fitted.scale / scale).toBeCloseTo(1, 2)
  })

  it('has SciPy’s quantiles to 1e-9', () => {
    for (const { shape, scale, probability, excess } of saved.quantiles)
      expect(excessAt({ shape, scale }, probability) / excess).toBeCloseTo(1, 9)
  })

  it('is continuous in the shape around the exponential distribution', () => {
    const [below, above] = [-2e-9, 2e-9].map((shape) => excessAt({ shape, scale: 1 }, 0.01))
    const exact = excessAt({ shape: 0, scale: 1 }, 0.01)
    expect(below).toBeCloseTo(exact, 6)
    expect(above).toBeCloseTo(exact, 6)
  })

  it('stays finite for excesses that are all equal', () => {
    const { shape, scale } = fitGeneralisedPareto([2, 2, 2])
    expect([shape, scale].every(Number.isFinite)).toBe(true)
    expect(scale).toBeGreaterThan(0)
  })
})
