import * as fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/codec/index.ts'
import { draw, stream } from '../../src/random/index.ts'
import type { GaussianMixture, Points } from '../../src/statistics/index.ts'
import {
  gaussianMixtureCodec,
  mixtureLogDensity,
  responsibilities,
  sampleMixture,
  selectPoints,
} from '../../src/statistics/index.ts'

/** Two Gaussians of two dimensions, whose means are many deviations apart. */
const two: GaussianMixture = {
  covariance: 'full',
  weights: [0.25, 0.75],
  means: [-50, 0, 50, 1],
  factors: [2, 0, 1, 0.5, 1, 0, -3, 1],
}

const diagonal: GaussianMixture = { covariance: 'diagonal', weights: [1], means: [1, -2], factors: [0.5, 3] }

const normalLog = (x: number, mean: number, deviation: number): number =>
  -0.5 * ((x - mean) / deviation) ** 2 - Math.log(deviation * Math.sqrt(2 * Math.PI))

const pointsFrom = (seed: number, length: number, width: number): Points => ({
  length,
  width,
  values: draw(stream(seed), length * width, { kind: 'normal' }).map((z) => 3 * z),
})

describe('the log-density of a mixture', () => {
  it('of independent entries is the sum of theirs, by diagonal and by full covariances', () => {
    const points = pointsFrom(1, 20, 2)
    const full: GaussianMixture = { ...diagonal, covariance: 'full', factors: [0.5, 0, 0, 3] }
    const [a, b] = [mixtureLogDensity(diagonal, points), mixtureLogDensity(full, points)]
    for (let i = 0; i < 20; i++) {
      const [x = 0, y = 0] = points.values.slice(2 * i, 2 * i + 2)
      expect(a[i]).toBeCloseTo(normalLog(x, 1, 0.5) + normalLog(y, -2, 3), 12)
      expect(b[i]).toBeCloseTo(a[i] ?? Number.NaN, 12)
    }
  })

  it('is finite far away, and responsibilities sum to 1', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 1, max: 1e6, noNaN: true }), (seed, scale) => {
        const near = pointsFrom(seed, 5, 2)
        const points = { ...near, values: near.values.map((x) => x * scale) }
        mixtureLogDensity(two, points).forEach((log) => expect(Number.isFinite(log)).toBe(true))
        const shares = responsibilities(two, points)
        for (let i = 0; i < 5; i++) expect((shares[2 * i] ?? 0) + (shares[2 * i + 1] ?? 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('of a point that is not a number is not a number', () => {
    expect(mixtureLogDensity(two, { length: 1, width: 2, values: Float64Array.of(1, Number.NaN) })[0]).toBeNaN()
  })
})

describe('samples of a mixture', () => {
  const n = 20_000
  const samples = sampleMixture(two, n, stream(7))
  const second = Array.from({ length: n }, (_, i) => i).filter((i) => (samples.values[2 * i] ?? 0) > 0)

  it('fall to a component as often as its weight says', () => {
    // The count is binomial, of deviation √(n·p·q): six deviations are passed by chance once in 5·10⁸.
    expect(Math.abs(second.length - 0.75 * n)).toBeLessThan(6 * Math.sqrt(n * 0.75 * 0.25))
  })

  it('of a component have its mean and covariance', () => {
    const { values, length } = selectPoints(samples, second)
    const z = Array.from({ length }, (_, i) => {
      const [x, y] = [(values[2 * i] ?? 0) - 50, (values[2 * i + 1] ?? 0) - 1]
      return [x, y + 3 * x] as const
    })
    const meanOf = (f: (a: number, b: number) => number) => z.reduce((sum, [a, b]) => sum + f(a, b), 0) / length
    // The means of a, b, a·b have deviation 1/√n, those of a², b² √(2/n): seven are passed once in 10¹⁰ each at most.
    const bound = 7 / Math.sqrt(length)
    expect(Math.abs(meanOf((a) => a))).toBeLessThan(bound)
    expect(Math.abs(meanOf((_, b) => b))).toBeLessThan(bound)
    expect(Math.abs(meanOf((a, b) => a * b))).toBeLessThan(bound)
    expect(Math.abs(meanOf((a) => a * a) - 1)).toBeLessThan(Math.SQRT2 * bound)
    expect(Math.abs(meanOf((_, b) => b * b) - 1)).toBeLessThan(Math.SQRT2 * bound)
  })

  it('are the same for a seed, and the first ones of more', () => {
    expect(sampleMixture(two, 5, stream(7)).values).toEqual(samples.values.slice(0, 10))
    expect(sampleMixture(two, 5, stream(8)).values).not.toEqual(samples.values.slice(0, 10))
  })

  it('of diagonal covariances have the deviations', () => {
    const { values } = sampleMixture(diagonal, n, stream(9))
    let sum = 0
    for (let i = 0; i < n; i++) sum += (((values[2 * i + 1] ?? 0) + 2) / 3) ** 2
    expect(Math.abs(sum / n - 1)).toBeLessThan(7 * Math.sqrt(2 / n))
  })
})

describe('the codec of mixtures', () => {
  it('takes what it gives', () => {
    for (const mixture of [two, diagonal])
      expect(decode(gaussianMixtureCodec, JSON.parse(JSON.stringify(gaussianMixtureCodec.encode(mixture))))).toEqual(
        Either.right(mixture),
      )
  })

  it('refuses what is no mixture', () => {
    const broken = [
      { ...two, weights: [0.5, 0.6] },
      { ...two, factors: [2, 0, 1, 0.5, 1, 0, -3, -1] },
      { ...two, factors: [2, 7, 1, 0.5, 1, 0, -3, 1] },
      { ...two, factors: [2, 0, 1] },
      { ...two, means: [1, 2, 3] },
      { ...diagonal, factors: [0.5, 0] },
    ]
    for (const mixture of broken) expect(Either.isLeft(decode(gaussianMixtureCodec, mixture))).toBe(true)
  })
})
