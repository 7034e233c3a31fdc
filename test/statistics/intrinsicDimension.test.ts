import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, path, stream } from '../../src/random/index.ts'
import type { Points } from '../../src/statistics/index.ts'
import { maximumLikelihoodDimension, twoNN } from '../../src/statistics/index.ts'

const normal = (seed: number, name: string, length: number): Float64Array =>
  draw(path(stream(seed), name), length, { kind: 'normal' })

/** Points by row, from a function of the row’s random numbers. */
const pointsFrom = (rows: ReadonlyArray<ReadonlyArray<number>>): Points => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})

const rowsOf = (numbers: Float64Array, width: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: numbers.length / width }, (_, i) => [...numbers.subarray(i * width, (i + 1) * width)])

const manifolds: Readonly<Record<string, (d: number, n: number, seed: number) => Points>> = {
  cube: (d, n, seed) =>
    pointsFrom(rowsOf(draw(path(stream(seed), 'cube'), n * d, { kind: 'uniform' }), d).map((row) => [...row, 0, 1])),
  gaussian: (d, n, seed) => pointsFrom(rowsOf(normal(seed, 'gaussian', n * d), d)),
  sphere: (d, n, seed) =>
    pointsFrom(
      rowsOf(normal(seed, 'sphere', n * (d + 1)), d + 1).map((row) => row.map((value) => value / Math.hypot(...row))),
    ),
  /** Every coordinate on a curve of its own in space. */
  curves: (d, n, seed) =>
    pointsFrom(
      rowsOf(draw(path(stream(seed), 'curves'), n * d, { kind: 'uniform' }), d).map((row) =>
        row.flatMap((t) => [t, 0.3 * t * t, 0.3 * Math.sin(2 * t)]),
      ),
    ),
}

const right = <A>(value: Either.Either<unknown, A>): A => {
  if (Either.isLeft(value)) throw new Error('a fault')
  return value.right
}

describe('the intrinsic dimension of manifolds of known dimension', () => {
  // The relative error of TwoNN has a standard deviation of 1/√n = 2.6 % at 1,500 points, and a bias of at most 10 % for these
  // manifolds after correction; seeds are fixed, so that the outcome is the same in every run.
  const cases = Object.keys(manifolds).flatMap((name) => [1, 4, 10, 20].map((d) => [name, d] as const))

  it.each(cases)('%s of dimension %i, within 0.15 of it', (name, d) => {
    const points = manifolds[name]?.(d, 1500, d) ?? pointsFrom([])
    for (const estimate of [twoNN, maximumLikelihoodDimension]) {
      const { dimension, low, high, uncorrected, points: compared } = right(estimate(points))
      expect(Math.abs(dimension - d) / d).toBeLessThan(0.15)
      expect(low).toBeLessThan(dimension)
      expect(high).toBeGreaterThan(dimension)
      expect(uncorrected).toBeLessThan(dimension)
      expect(compared).toBe(1500)
    }
  })
})

describe('TwoNN', () => {
  it('is its formula', () => {
    // 25 pairs of points, r₁ = 1, whose second neighbours are 4, 5, … 52, 53 away.
    const places = Array.from({ length: 25 }, (_, i) => 4 * i + i * i)
    const values = places.flatMap((place) => [[place], [place + 1]])
    const sorted = values.flat()
    const sum = sorted.reduce((total, x, i) => {
      const [r1 = 0, r2 = 1] = sorted
        .filter((_, j) => j !== i)
        .map((other) => Math.abs(other - x))
        .toSorted((a, b) => a - b)
      return total + Math.log(r2 / r1)
    }, 0)
    expect(right(twoNN(pointsFrom(values))).uncorrected).toBeCloseTo(49 / sum, 12)
  })

  it('does not depend on scale, place or order, and leaves duplicates out', () => {
    const numbers = normal(7, 'points', 3 * 60)
    const rows = rowsOf(numbers, 3)
    const { dimension } = right(twoNN(pointsFrom(rows)))
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -8, max: 8 }), fc.nat(59), (power, shift, cut) => {
        const moved = [...rows.slice(cut), ...rows.slice(0, cut)].map((row) => row.map((x) => 2 ** power * x + shift))
        expect(right(twoNN(pointsFrom(moved))).dimension).toBeCloseTo(dimension, 6)
      }),
      { numRuns: 20 },
    )
    const doubled = right(twoNN(pointsFrom([...rows, ...rows.slice(0, 10)])))
    expect(doubled).toMatchObject({ points: 60, duplicates: 10 })
    expect(doubled.dimension).toBeCloseTo(dimension, 9)
  })

  it('says that there are too few different points', () => {
    const same = pointsFrom(Array.from({ length: 100 }, (_, i) => [i % 19, 0]))
    for (const estimate of [twoNN, maximumLikelihoodDimension]) {
      const result = estimate(same)
      expect(Either.isLeft(result) && result.left).toMatchObject([
        { fault: 'too few rows', found: '19 different points' },
      ])
    }
  })
})
