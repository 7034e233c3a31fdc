import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../../src/codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import type { Model } from '../../../src/model/index.ts'
import { stream } from '../../../src/random/index.ts'
import { pointAt } from '../../../src/statistics/index.ts'
import { buildDensity, densities } from '../../../src/tasks/densities/index.ts'
import { modelOf, models } from './models.ts'

const n = 10_000

const priorOfModel = (model: Model) => orThrow(buildDensity(densities, { density: 'prior' }, model)).built.density({})

const samplesOf = (model: Model) => {
  const { values, ...points } = priorOfModel(model).sample(n, stream(4))
  return { ...points, values: Float64Array.from(values) }
}

// Bounds are seven deviations of a mean of n numbers: passed by chance less than once in 10¹¹ each.
const bound = 7 / Math.sqrt(n)

describe('the prior of a model', () => {
  it.each(['variational', 'wasserstein'] as const)('of a %s autoencoder is N(0, I)', (name) => {
    const { values } = samplesOf(models[name])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(bound)
    expect(Math.abs(square - 1)).toBeLessThan(Math.SQRT2 * bound)
    const logs = priorOfModel(models[name]).logDensity?.({ length: 1, width: 2, values: Float64Array.of(1, 2) })
    expect(logs?.[0]).toBeCloseTo(-2.5 - Math.log(2 * Math.PI), 12)
  })

  it('of a Bernoulli code has entries that are 1 at its rate', () => {
    const { values } = samplesOf(models.bernoulli)
    expect(values.every((value) => value === 0 || value === 1)).toBe(true)
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 0.2)).toBeLessThan(0.4 * bound)
  })

  it('of a categorical code has one class in each group, all equally often', () => {
    const points = samplesOf(models.categorical)
    const counts = new Float64Array(6)
    for (let row = 0; row < n; row++) {
      const code = pointAt(points, row)
      code.forEach((value, at) => (counts[at] = (counts[at] ?? 0) + value / n))
      expect([...code.subarray(0, 3)].toSorted((a, b) => a - b)).toEqual([0, 0, 1])
    }
    counts.forEach((share) => expect(Math.abs(share - 1 / 3)).toBeLessThan(0.5 * bound))
  })

  it('of a code on the sphere has unit vectors in all directions', () => {
    const points = samplesOf(models.spherical)
    const mean = new Float64Array(3)
    for (let row = 0; row < n; row++) {
      const code = pointAt(points, row)
      expect(Math.hypot(...code)).toBeCloseTo(1, 12)
      code.forEach((entry, at) => (mean[at] = (mean[at] ?? 0) + entry / n))
    }
    mean.forEach((entry) => expect(Math.abs(entry)).toBeLessThan(bound))
  })

  it('does not exist without a term that pulls codes to one, or one of weight 0', () => {
    const without = [
      models.plain,
      models.quantised,
      modelOf([{ layer: 'gaussian', units: 2 }], [2]),
      modelOf([{ layer: 'gaussian', units: 2 }], [2], [{ term: 'kl', weight: 0 }]),
    ]
    for (const model of without) {
      const built = buildDensity(densities, { density: 'prior' }, model)
      expect(Either.isLeft(built) ? drawFaults(built.left) : '').toContain(
        'density: expected a loss with a term that pulls codes towards a prior, such as kl or mmd, found none',
      )
    }
  })
})
