import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stream } from '../../src/random/index.ts'
import type { OutlierScore, Points } from '../../src/statistics/index.ts'
import {
  fitIsolationForest,
  fitLocalOutlierFactor,
  fitNeighbourDistance,
  fitPcaResidual,
  fitStandardise,
  meanDepth,
  norm,
} from '../../src/statistics/index.ts'

type Rows = ReadonlyArray<ReadonlyArray<number>>

/** What outliers.py wrote. Points are whole numbers of the unit. */
interface Saved {
  readonly unit: number
  readonly training: Rows
  readonly rows: Rows
  readonly standardised: Rows
  readonly norm: ReadonlyArray<number>
  readonly pcaResidual: ReadonlyArray<number>
  readonly neighbourDistance: Readonly<Record<'1' | '5', ReadonlyArray<number>>>
  readonly localOutlierFactor: ReadonlyArray<number>
  readonly localOutlierFactorOfSix: ReadonlyArray<number>
  readonly meanDepth: Readonly<Record<string, number>>
  readonly forest: { readonly training: Rows; readonly rows: Rows; readonly scores: ReadonlyArray<number> }
}

const saved: Saved = JSON.parse(readFileSync(new URL('../fixtures/statistics/outliers.json', import.meta.url), 'utf8'))

const pointsFrom = (rows: Rows): Points => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat(), (value) => value / saved.unit),
})

const [training, rows] = [pointsFrom(saved.training), pointsFrom(saved.rows)]

/** The greatest difference, relative to numbers above 1. */
const difference = (found: Float64Array, expected: ReadonlyArray<number>): number =>
  Math.max(...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))))

describe('outlier detectors agree with scikit-learn', () => {
  const six = { ...training, length: 6, values: training.values.subarray(0, 6 * training.width) }
  const cases: ReadonlyArray<readonly [string, OutlierScore, ReadonlyArray<number>]> = [
    ['norm', norm, saved.norm],
    ['PCA residual', fitPcaResidual(training, 2), saved.pcaResidual],
    ['nearest neighbour', fitNeighbourDistance(training, 1), saved.neighbourDistance['1']],
    ['5th nearest neighbour', fitNeighbourDistance(training, 5), saved.neighbourDistance['5']],
    ['local outlier factor', fitLocalOutlierFactor(training, 20), saved.localOutlierFactor],
    ['local outlier factor of few points', fitLocalOutlierFactor(six, 20), saved.localOutlierFactorOfSix],
  ]
  it.each(cases)('%s, to 1e-9', (_, score, expected) => {
    expect(difference(score(rows), expected)).toBeLessThan(1e-9)
  })

  it('standardised columns, also one that does not vary', () => {
    const withConstant = (of: Rows, constant: number): Points =>
      pointsFrom(of.map((row) => [...row, constant * saved.unit]))
    const standardise = fitStandardise(withConstant(saved.training, 7))
    expect(
      difference(Float64Array.from(standardise(withConstant(saved.rows, 8)).values), saved.standardised.flat()),
    ).toBeLessThan(1e-9)
  })

  it('the mean depth of isolation trees, exactly', () => {
    for (const [n, depth] of Object.entries(saved.meanDepth)) expect(meanDepth(Number(n))).toBeCloseTo(depth, 12)
  })
})

/** Spearman's rank correlation of numbers without ties. */
const rankCorrelation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const ranks = (values: ArrayLike<number>): ReadonlyArray<number> => {
    const out = Array.from(values, () => 0)
    const order = Array.from(values, (_, i) => i).toSorted((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
    order.forEach((i, rank) => (out[i] = rank))
    return out
  }
  const [ra, rb] = [ranks(a), ranks(b)]
  const n = ra.length
  return 1 - (6 * ra.reduce((sum, rank, i) => sum + (rank - (rb[i] ?? 0)) ** 2, 0)) / (n * (n * n - 1))
}

describe('isolation forest', () => {
  const crowd = pointsFrom(saved.forest.training)
  const points = pointsFrom(saved.forest.rows)

  it('ranks points as scikit-learn’s does, with scores near its own', () => {
    const found = fitIsolationForest(crowd, stream(3), { trees: 200 })(points)
    expect(rankCorrelation(found, saved.forest.scores)).toBeGreaterThan(0.97)
    expect(difference(found, saved.forest.scores)).toBeLessThan(0.05)
  })

  it('is the same from the same seed, and another from another', () => {
    const scores = (seed: number) => [...fitIsolationForest(crowd, stream(seed), { trees: 5 })(points)]
    expect(scores(3)).toEqual(scores(3))
    expect(scores(4)).not.toEqual(scores(3))
  })

  it('takes points that are all equal, and a single one', () => {
    const equal: Points = { length: 5, width: 2, values: new Float64Array(10).fill(3) }
    for (const value of fitIsolationForest(equal, stream(0))(equal)) expect(value).toBeCloseTo(0.5, 12)
    const one: Points = { length: 1, width: 2, values: Float64Array.of(1, 2) }
    expect([...fitIsolationForest(one, stream(0))(one)]).toEqual([1])
  })
})
