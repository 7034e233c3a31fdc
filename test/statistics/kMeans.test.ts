import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../src/random/index.ts'
import type { Points } from '../../src/statistics/index.ts'
import { kMeans } from '../../src/statistics/index.ts'
import { kMeansPlusPlus } from '../../src/statistics/kMeans.ts'

/** Three groups of 50 points, 100 apart, of deviation 1. */
const groups: Points = (() => {
  const noise = draw(stream(1), 300, { kind: 'normal' })
  return { length: 150, width: 2, values: noise.map((z, i) => z + 100 * (Math.floor(i / 2) % 3)) }
})()

describe('k-means', () => {
  it('finds groups that are far apart, from any start by k-means++', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { centres, nearest, inertia } = kMeans(groups, 3, stream(seed))
      expect([...centres].map((entry) => Math.round(Math.abs(entry) / 100)).toSorted((a, b) => a - b)).toEqual([
        0, 0, 1, 1, 2, 2,
      ])
      nearest.forEach((centre, row) => expect(centre).toBe(nearest[row % 3]))
      expect(inertia).toBeLessThan(4)
    }
  })

  it('starts at points, and at no point twice while there are others', () => {
    const points: Points = { length: 4, width: 1, values: Float64Array.of(1, 1, 2, 5) }
    for (let seed = 0; seed < 20; seed++)
      expect([...kMeansPlusPlus(points, 3, stream(seed))].toSorted((a, b) => a - b)).toEqual([1, 2, 5])
  })

  it('takes more groups than there are different points', () => {
    const { centres, inertia } = kMeans({ length: 3, width: 1, values: Float64Array.of(2, 2, 2) }, 2, stream(0))
    expect([...centres, inertia]).toEqual([2, 2, 0])
  })

  it('never has a greater mean squared distance after more iterations', () => {
    const points: Points = { length: 200, width: 3, values: draw(stream(2), 600, { kind: 'normal' }) }
    const inertias = [0, 1, 2, 5, 50].map((iterations) => kMeans(points, 6, stream(4), { iterations }).inertia)
    expect(inertias).toEqual(inertias.toSorted((a, b) => b - a))
  })
})
