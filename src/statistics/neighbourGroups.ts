import { nearestNeighbours } from './neighbours.ts'
import type { Points } from './points.ts'

/**
 * The parts that points fall into where each is joined to its k nearest neighbours: the number of points of each connected
 * part, the greatest first. One part is what points of one piece give, unless k is small.
 */
export const neighbourGroups = (points: Points, k: number): ReadonlyArray<number> => {
  const { rows, k: count } = nearestNeighbours(points, points, k, { excludeSelf: true })
  const parents = Uint32Array.from({ length: points.length }, (_, i) => i)
  const rootOf = (i: number): number => {
    let root = i
    while (parents[root] !== root) root = parents[root] ?? 0
    for (let at = i; at !== root;) {
      const next = parents[at] ?? 0
      parents[at] = root
      at = next
    }
    return root
  }
  rows.forEach((row, at) => {
    parents[rootOf(row)] = rootOf(Math.floor(at / count))
  })
  const sizes = new Map<number, number>()
  for (let i = 0; i < points.length; i++) sizes.set(rootOf(i), (sizes.get(rootOf(i)) ?? 0) + 1)
  return [...sizes.values()].toSorted((a, b) => b - a)
}
