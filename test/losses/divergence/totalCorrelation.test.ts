import { describe, expect, it } from 'vitest'
import { totalCorrelation } from '../../../src/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import { estimate } from '../../layers/run.ts'
import { matrix, valueOf } from '../values.ts'

const variance = 0.3

const normal = (seed: number, name: string, n: number): Float64Array =>
  draw(path(stream(seed), name), n, { kind: 'normal' })

/** The total correlation of rows of two entries with these means, one after the other, all of one variance. */
const correlationOf = (means: ReadonlyArray<number>, code: ReadonlyArray<number>): number => {
  const n = means.length / 2
  const logVariance = matrix(
    n,
    Array.from(means, () => Math.log(variance)),
  )
  return valueOf(totalCorrelation.definition, { aux: { mean: matrix(n, means), code: matrix(n, code), logVariance } })
}

const sampled = (seed: number, means: ReadonlyArray<number>): ReadonlyArray<number> => {
  const noise = normal(seed, 'noise', means.length)
  return means.map((mean, k) => mean + Math.sqrt(variance) * (noise[k] ?? 0))
}

/** Means of rows whose codes have two entries of variance 1 with a correlation. */
const correlated = (seed: number, n: number, correlation: number): ReadonlyArray<number> => {
  const [a, b] = [normal(seed, 'a', n), normal(seed, 'b', n)]
  const ofMeans = correlation / (1 - variance)
  return Array.from(a, (x, i) => [x, ofMeans * x + Math.sqrt(1 - ofMeans ** 2) * (b[i] ?? 0)])
    .flat()
    .map((x) => Math.sqrt(1 - variance) * x)
}

/** An estimate by so many rows that has no bias of the order of 1/rows: twice that of all less that of the halves. */
const withoutBias = (seed: number, rows: number, correlation: number): number => {
  const means = correlated(seed, rows, correlation)
  const code = sampled(seed, means)
  const halves = [
    correlationOf(means.slice(0, rows), code.slice(0, rows)),
    correlationOf(means.slice(rows), code.slice(rows)),
  ]
  return 2 * correlationOf(means, code) - halves.reduce((sum, half) => sum + half / 2, 0)
}

describe('the total correlation', () => {
  it('is 0 to rounding where the rows are all pairs of a few means: their mixture factorises', () => {
    const few = [-1.5, -0.25, 0.5, 2]
    const means = few.flatMap((x) => few.flatMap((y) => [x, y]))
    expect(Math.abs(correlationOf(means, sampled(5, means)))).toBeLessThan(1e-12)
  })

  for (const correlation of [0, 0.3, 0.6])
    it(`of two normal entries of correlation ρ = ${correlation} is −½ log(1 − ρ²), within its error`, () => {
      const { mean, error } = estimate(Array.from({ length: 20 }, (_, seed) => withoutBias(seed, 200, correlation)))
      expect(Math.abs(mean + 0.5 * Math.log(1 - correlation ** 2))).toBeLessThan(error)
      expect(error).toBeLessThan(0.06)
    })

  it('is 0 for a code of one entry', () => {
    const aux = { mean: matrix(3, [1, 2, 3]), code: matrix(3, [1, 2, 4]), logVariance: matrix(3, [0, 1, -1]) }
    expect(Math.abs(valueOf(totalCorrelation.definition, { aux }))).toBeLessThan(1e-15)
  })
})
