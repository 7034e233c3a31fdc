import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cholesky, ledoitWolf, solveLower, solveUpper } from '../../src/statistics/index.ts'
import { root } from '../command.ts'

interface Case {
  readonly points: ReadonlyArray<ReadonlyArray<number>>
  readonly covariance: ReadonlyArray<number>
  readonly shrinkage: number
}

const cases: ReadonlyArray<Case> = JSON.parse(
  readFileSync(join(root, 'test/fixtures/statistics/ledoitWolf.json'), 'utf8'),
)

const pointsOf = (rows: ReadonlyArray<ReadonlyArray<number>>) => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})

describe('ledoitWolf', () => {
  it('agrees with scikit-learn, also of fewer points than entries', () => {
    for (const { points, covariance, shrinkage } of cases) {
      const found = ledoitWolf(pointsOf(points))
      expect(found.shrinkage).toBeCloseTo(shrinkage, 12)
      found.covariance.forEach((value, i) => expect(value).toBeCloseTo(covariance[i] ?? Number.NaN, 9))
    }
  })

  it('gives 0 of points that do not vary', () => {
    const { mean, covariance } = ledoitWolf(
      pointsOf([
        [1, 2],
        [1, 2],
      ]),
    )
    expect([...mean]).toEqual([1, 2])
    expect([...covariance]).toEqual([0, 0, 0, 0])
  })
})

describe('solveUpper', () => {
  it('after solveLower solves Σ·z = x', () => {
    const sigma = [4, 2, 1, 2, 5, 3, 1, 3, 6]
    const factor = cholesky(sigma, 3)
    if (factor === undefined) throw new Error('it is positive definite')
    const z = Float64Array.of(1, -2, 3)
    solveLower(factor, z)
    solveUpper(factor, z)
    const back = [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + (sigma[3 * i + j] ?? 0) * (z[j] ?? 0), 0))
    ;[1, -2, 3].forEach((value, i) => expect(back[i]).toBeCloseTo(value, 12))
  })
})
