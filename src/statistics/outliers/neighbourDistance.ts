import { nearestNeighbours } from '../neighbours.ts'
import type { Points } from '../points.ts'
import type { OutlierScore } from './outlierScore.ts'

/**
 * The distance of each point to its k-th nearest training point, k = 5 by default (Ramaswamy, Rastogi and Shim 2000); to
 * the farthest one where there are fewer.
 */
export const fitNeighbourDistance =
  (training: Points, k = 5): OutlierScore =>
  (points) => {
    const { k: count, distances } = nearestNeighbours(points, training, k)
    return Float64Array.from({ length: points.length }, (_, row) => distances[row * count + count - 1] ?? 0)
  }
