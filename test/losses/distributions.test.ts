import { describe, expect, it } from 'vitest'
import { cosineDistance, dip, orthogonalCode, orthogonalWeights, totalCorrelation } from '../../src/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { estimate } from '../layers/run.ts'
import { array } from '../reference/values.ts'
import { matrix, valueOf } from './values.ts'

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

describe('the covariance of a Gaussian code', () => {
  const corners = [1, 1, 1, -1, -1, 1, -1, -1]

  it('costs nothing where the means vary apart with variance 1', () => {
    expect(valueOf(dip.definition, { aux: { mean: matrix(4, corners) } }, { variant: 'I' })).toBe(0)
  })

  it('of samples counts their variance too', () => {
    const half = corners.map((x) => x * Math.SQRT1_2)
    const aux = {
      mean: matrix(4, half),
      logVariance: matrix(
        4,
        Array.from(half, () => Math.log(0.5)),
      ),
    }
    expect(Math.abs(valueOf(dip.definition, { aux }, { variant: 'II' }))).toBeLessThan(1e-30)
    expect(valueOf(dip.definition, { aux }, { variant: 'I' })).toBeCloseTo(10 * 2 * 0.25, 12)
  })
})

describe('orthogonality', () => {
  it('costs nothing where it holds, whatever the length of a code', () => {
    const turn = [Math.cos(1), Math.sin(1), -Math.sin(1), Math.cos(1)]
    const parameters = { 'encoder.0.weight': array(turn, [2, 2]), 'encoder.0.bias': array([7], [1]) }
    expect(valueOf(orthogonalWeights.definition, { parameters })).toBeLessThan(1e-30)
    const code = matrix(
      2,
      turn.map((x) => 9 * x),
    )
    expect(valueOf(orthogonalCode.definition, { aux: { code } })).toBeLessThan(1e-28)
  })
})

describe('the cosine', () => {
  const target = matrix(1, [3, -1, 2])

  it.each([
    ['twice', [6, -2, 4], 0],
    ['minus', [-3, 1, -2], 2],
    ['nothing of', [0, 0, 0], 1],
  ] as const)('%s the target', (_, output, distance) => {
    expect(valueOf(cosineDistance.definition, { target, output: matrix(1, output) })).toBeCloseTo(distance, 14)
  })
})
