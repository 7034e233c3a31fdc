import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { GaussianMixture, Points } from '../../src/statistics/index.ts'
import {
  expectationMaximisation,
  fitGaussianMixture,
  meanLogDensity,
  mixtureBic,
  mixtureLogDensity,
  responsibilities,
  sampleMixture,
  selectPoints,
} from '../../src/statistics/index.ts'
import { root } from '../command.ts'

interface Fit {
  readonly covariance: GaussianMixture['covariance']
  readonly iterations: number
  readonly weights: ReadonlyArray<number>
  readonly means: ReadonlyArray<number>
  readonly score: number
  readonly bic: number
  readonly logDensities: ReadonlyArray<number>
  readonly responsibilities: ReadonlyArray<number>
}

interface Figures {
  readonly points: ReadonlyArray<ReadonlyArray<number>>
  readonly fresh: ReadonlyArray<ReadonlyArray<number>>
  readonly means: ReadonlyArray<ReadonlyArray<number>>
  readonly weights: ReadonlyArray<number>
  readonly fits: ReadonlyArray<Fit>
  readonly wide: ReadonlyArray<Fit>
}

const path = join(root, 'test/fixtures/mixtures/scikit-learn.json')
// The file is written by make.py beside it.
const figures = JSON.parse(readFileSync(path, 'utf8')) as Figures

const pointsOf = (rows: ReadonlyArray<ReadonlyArray<number>>): Points => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})

/** A start with the identity as every covariance. */
const startOf = (covariance: Fit['covariance'], weights: ReadonlyArray<number>, means: ReadonlyArray<number>) => {
  const width = means.length / weights.length
  const size = covariance === 'full' ? width * width : width
  const factors = weights.flatMap(() =>
    Array.from({ length: size }, (_, at) => (covariance === 'full' && at % (width + 1) !== 0 ? 0 : 1)),
  )
  return { covariance, weights, means, factors }
}

const expectNear = (found: ArrayLike<number>, wanted: ReadonlyArray<number>): void => {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) =>
    expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value))),
  )
}

/** The numbers of make.py. */
const xorshift = (count: number): Float64Array => {
  let state = 2_463_534_242
  return Float64Array.from({ length: count }, () => {
    state = (state ^ (state << 13)) >>> 0
    state = (state ^ (state >>> 17)) >>> 0
    state = (state ^ (state << 5)) >>> 0
    return state / 2 ** 32
  })
}

const wide: Points = {
  length: 300,
  width: 100,
  values: xorshift(30_000).map((value, at) => {
    const [row, column] = [Math.floor(at / 100), at % 100]
    return (value + (row < 150 && column < 50 ? 0.25 : 0)) * 10 ** (-2 + (4 * column) / 99)
  }),
}

describe('expectation-maximisation agrees with scikit-learn', () => {
  const points = pointsOf(figures.points)
  const fresh = pointsOf(figures.fresh)

  it.each(figures.fits)('$covariance covariances after $iterations iterations', (fit) => {
    const start = startOf(fit.covariance, figures.weights, figures.means.flat())
    const options = { added: 1e-5, iterations: fit.iterations, tolerance: 0 }
    const { mixture } = expectationMaximisation(points, start, options)
    expectNear(mixture.weights, fit.weights)
    expectNear(mixture.means, fit.means)
    expectNear([meanLogDensity(mixture, points), mixtureBic(mixture, points)], [fit.score, fit.bic])
    expectNear(mixtureLogDensity(mixture, fresh), fit.logDensities)
    expectNear(responsibilities(mixture, fresh), fit.responsibilities)
  })

  it.each(figures.wide)('$covariance covariances in 100 dimensions of scales from 0.01 to 100', (fit) => {
    const means = [...selectPoints(wide, [0, 200]).values]
    const start = startOf(fit.covariance, [0.5, 0.5], means)
    const { mixture } = expectationMaximisation(wide, start, { added: 1e-5, iterations: 3, tolerance: 0 })
    expectNear(mixture.weights, fit.weights)
    expectNear([meanLogDensity(mixture, wide)], [fit.score])
    expectNear(
      mixtureLogDensity(
        mixture,
        selectPoints(
          wide,
          Uint32Array.from({ length: 20 }, (_, i) => i),
        ),
      ),
      [...fit.logDensities],
    )
  })
})

describe('a fitted mixture', () => {
  it('has a likelihood that no iteration lowers, but for what is added to the variances', () => {
    for (let seed = 0; seed < 20; seed++) {
      const values = draw(stream(seed), 240, { kind: 'normal' }).map((z, i) => z + (i % 7))
      const points: Points = { length: 80, width: 3, values }
      const covariance = seed % 2 === 0 ? 'full' : 'diagonal'
      const options = { covariance, iterations: 15, tolerance: 0 } as const
      const { history } = fitGaussianMixture(points, 1 + (seed % 4), stream(seed), options)
      history.slice(1).forEach((value, i) => expect(value).toBeGreaterThan((history[i] ?? 0) - 1e-3))
    }
  })

  it('finds the mixture that points were drawn from', () => {
    const truth: GaussianMixture = {
      covariance: 'full',
      weights: [0.3, 0.7],
      means: [-5, 0, 5, 1],
      factors: [1, 0, 0.5, 0.5, 2, 0, -1, 1],
    }
    const points = sampleMixture(truth, 4000, stream(1))
    const { mixture, hasConverged } = fitGaussianMixture(points, 2, stream(2))
    expect(hasConverged).toBe(true)
    // By maximum likelihood no less likely than the truth, up to the tolerance.
    expect(meanLogDensity(mixture, points)).toBeGreaterThan(meanLogDensity(truth, points) - 0.002)
  })

  it('exists for points that do not vary, for one point and for fewer points than components', () => {
    const still: Points = { length: 3, width: 2, values: Float64Array.of(1, 1, 1, 1, 1, 1) }
    for (const points of [still, selectPoints(still, [0])])
      for (const covariance of ['full', 'diagonal'] as const) {
        const { mixture } = fitGaussianMixture(points, 4, stream(0), { covariance })
        expect(Number.isFinite(meanLogDensity(mixture, points))).toBe(true)
        expect(mixture.means.every((mean) => Number.isFinite(mean))).toBe(true)
      }
  })

  it('is the same for the same seed', () => {
    const points: Points = { length: 50, width: 2, values: draw(stream(3), 100, { kind: 'normal' }) }
    expect(fitGaussianMixture(points, 3, stream(5))).toEqual(fitGaussianMixture(points, 3, stream(5)))
  })
})
