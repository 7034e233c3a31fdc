import type { Neighbours } from '../neighbours.ts'
import { nearestNeighbours } from '../neighbours.ts'
import type { Points } from '../points.ts'
import type { OutlierScore } from './outlierScore.ts'

/** What the mean reachability distance of duplicates is lifted by, so that their density is finite. */
const tiny = 1e-10

/** The mean over the neighbours of each point. */
const meanOver = (
  { length, k, rows, distances }: Neighbours,
  f: (neighbour: number, distance: number) => number,
): Float64Array =>
  Float64Array.from({ length }, (_, point) => {
    let sum = 0
    for (let i = point * k; i < (point + 1) * k; i++) sum += f(rows[i] ?? 0, distances[i] ?? 0)
    return sum / k
  })

/** The local reachability densities: 1 / (mean over the neighbours o of max(distance to o, k-distance of o)). */
const densities = (neighbours: Neighbours, kDistances: Float64Array): Float64Array =>
  meanOver(neighbours, (row, distance) => Math.max(distance, kDistances[row] ?? 0)).map((mean) => 1 / (mean + tiny))

/**
 * The local outlier factor of new points (Breunig, Kriegel, Ng and Sander 2000): the mean density of the k nearest training
 * points relative to that of the point itself, k = 20 by default. About 1 within a cluster of any density. A point is
 * taken for a new one, also where it equals a training point (scikit-learn's `novelty=True`). Needs at least two training
 * points; there are fewer neighbours where there are fewer points.
 */
export const fitLocalOutlierFactor = (training: Points, k = 20): OutlierScore => {
  const among = nearestNeighbours(training, training, k, { excludeSelf: true })
  const count = among.k
  if (count === 0) throw new Error('the local outlier factor needs at least two training points')
  const kDistances = Float64Array.from(
    { length: training.length },
    (_, row) => among.distances[(row + 1) * count - 1] ?? 0,
  )
  const known = densities(among, kDistances)
  return (points) => {
    const neighbours = nearestNeighbours(points, training, count)
    const own = densities(neighbours, kDistances)
    return meanOver(neighbours, (row) => known[row] ?? 0).map((mean, point) => mean / (own[point] ?? 1))
  }
}
