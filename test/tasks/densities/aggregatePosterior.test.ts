import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { stream } from '../../../src/random/index.ts'
import type { Points } from '../../../src/statistics/index.ts'
import { gaussianMixtureCodec } from '../../../src/statistics/index.ts'
import { buildDensity, densities, fitBuilt } from '../../../src/tasks/densities/index.ts'
import { models, pointsFrom, trainingOf } from './models.ts'

const fitOf = (settings: object, training = trainingOf(50, 2)) => {
  const ready = orThrow(buildDensity(densities, { density: 'aggregatePosterior', ...settings }, models.plain))
  const { fitted } = orThrow(fitBuilt(ready, training, stream(1)))
  if (!gaussianMixtureCodec.is(fitted)) throw new Error('no mixture')
  return fitted
}

describe('the aggregate posterior', () => {
  it('is the even mixture of the distributions of training rows', () => {
    const training = trainingOf(50, 2, true)
    const mixture = fitOf({ components: 30 }, training)
    expect(mixture.weights).toHaveLength(30)
    expect(mixture.factors.every((deviation) => deviation === 0.1)).toBe(true)
    const means = new Set(training.posteriors?.means.values)
    expect(mixture.means.every((mean) => means.has(mean))).toBe(true)
    expect(new Set(mixture.means).size).toBe(60)
  })

  it('has kernels around codes without one, narrow where codes lie in groups that are far apart', () => {
    const base = pointsFrom(5, 400, 2)
    const spread: Points = { ...base, values: base.values.map((z, at) => z + (at % 4 < 2 ? 1000 : 0)) }
    const [wide, narrow] = [fitOf({}, { codes: base }), fitOf({}, { codes: spread })]
    // Relative to the deviation of all codes, which is 1 and about 500.
    expect(wide.factors[0]).toBeGreaterThan(0.1)
    expect((narrow.factors[0] ?? 0) / 500).toBeLessThan(0.05)
    expect(fitOf({ bandwidth: 0.25 }, { codes: base }).factors[0]).toBeCloseTo(0.25, 1)
  })

  it('takes one code, and codes that do not vary', () => {
    for (const values of [Float64Array.of(1, 2), Float64Array.of(1, 2, 1, 2, 1, 2)]) {
      const { factors } = fitOf({}, { codes: { length: values.length / 2, width: 2, values } })
      expect(factors.every((deviation) => deviation > 0 && Number.isFinite(deviation))).toBe(true)
    }
  })
})
