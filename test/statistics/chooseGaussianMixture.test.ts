import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { GaussianMixture, Points } from '../../src/statistics/index.ts'
import {
  chooseGaussianMixture,
  meanLogDensity,
  mixtureBic,
  mixtureParameters,
  sampleMixture,
} from '../../src/statistics/index.ts'

const four: GaussianMixture = {
  covariance: 'diagonal',
  weights: [0.25, 0.25, 0.25, 0.25],
  means: [0, 0, 20, 0, 0, 20, 20, 20],
  factors: [1, 1, 1, 1, 1, 1, 1, 1],
}

describe('the choice of a mixture', () => {
  it.each(['heldOut', 'bic'] as const)('finds four groups that are far apart, by %s', (by) => {
    const points = sampleMixture(four, 800, stream(1))
    const { mixture, trials } = chooseGaussianMixture(points, stream(2), { by, covariances: ['diagonal'] })
    expect(mixture.weights).toHaveLength(4)
    expect(trials.map(({ components }) => components)).toEqual([1, 2, 4, 8, 16])
  })

  it('takes full covariances where entries go together, diagonal ones where there are too few points for more', () => {
    const z = draw(stream(3), 2000, { kind: 'normal' })
    const together: Points = {
      length: 1000,
      width: 2,
      values: z.map((x, i) => (i % 2 === 0 ? x : x / 9 + (z[i - 1] ?? 0))),
    }
    expect(chooseGaussianMixture(together, stream(4), { most: 2 }).mixture.covariance).toBe('full')
    const few: Points = { length: 25, width: 20, values: z.slice(0, 500) }
    expect(chooseGaussianMixture(few, stream(4)).mixture.covariance).toBe('diagonal')
  })

  it('counts parameters: means, covariances and weights', () => {
    expect(mixtureParameters(four)).toBe(4 * (2 + 2) + 3)
    expect(mixtureParameters({ ...four, covariance: 'full' })).toBe(4 * (2 + 3) + 3)
    const points = sampleMixture(four, 10, stream(1))
    expect(mixtureBic(four, points)).toBeCloseTo(19 * Math.log(10) - 20 * meanLogDensity(four, points), 9)
  })

  it('takes one point', () => {
    const { mixture } = chooseGaussianMixture({ length: 1, width: 1, values: Float64Array.of(3) }, stream(0))
    expect(mixture.means).toEqual([3])
  })
})
