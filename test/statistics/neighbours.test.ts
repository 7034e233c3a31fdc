import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { Points } from '../../src/statistics/index.ts'
import { nearestNeighbours, pointAt } from '../../src/statistics/index.ts'

const random = (length: number, width: number, seed: number): Points => ({
  length,
  width,
  values: Float64Array.from(draw(stream(seed), length * width, { kind: 'normal' })),
})

/** All distances of one point, with their rows, sorted: the definition. */
const sortedDistances = (points: Points, reference: Points, row: number) =>
  Array.from({ length: reference.length }, (_, other) => ({
    other,
    distance: Math.hypot(
      ...pointAt(points, row).map((value, i) => value - (pointAt(reference, other)[i] ?? Number.NaN)),
    ),
  })).toSorted((a, b) => a.distance - b.distance)

describe('nearest neighbours', () => {
  it.each([1, 3, 40])('are the first of all sorted distances in %i dimensions', (width) => {
    const [points, reference] = [random(30, width, 1), random(700, width, 2)]
    const { rows, distances, k } = nearestNeighbours(points, reference, 7)
    for (let i = 0; i < points.length; i++) {
      const expected = sortedDistances(points, reference, i).slice(0, k)
      expect([...rows.subarray(i * k, (i + 1) * k)]).toEqual(expected.map(({ other }) => other))
      expected.forEach(({ distance }, n) => expect(distances[i * k + n]).toBeCloseTo(distance, 12))
    }
  })

  it('of points among themselves leave out the point, but not its duplicates', () => {
    const points: Points = { length: 3, width: 1, values: Float64Array.of(5, 5, 9) }
    const { rows, distances } = nearestNeighbours(points, points, 1, { excludeSelf: true })
    expect([...rows]).toEqual([1, 0, 0])
    expect([...distances]).toEqual([0, 0, 4])
  })

  it('are fewer than k where there are fewer points', () => {
    const points: Points = { length: 2, width: 1, values: Float64Array.of(0, 1) }
    expect(nearestNeighbours(points, points, 5)).toMatchObject({ k: 2 })
    expect(nearestNeighbours(points, points, 5, { excludeSelf: true })).toMatchObject({ k: 1 })
    expect(nearestNeighbours(points, { ...points, length: 0, values: new Float64Array(0) }, 5)).toMatchObject({ k: 0 })
  })
})
