import type { Points } from './points.ts'

/** The nearest neighbours of each point, the nearest first: [length × k], row-major. */
export interface Neighbours {
  readonly length: number
  readonly k: number
  /** Their rows among the reference points. */
  readonly rows: Uint32Array
  /** Their Euclidean distances. */
  readonly distances: Float64Array
}

/** How many points are compared with a block of reference points, so that both stay in the cache. */
const blockLength = 256

/** The squared distance of two points, or one that is at least `limit`. */
const squaredDistance = (
  a: Points['values'],
  b: Points['values'],
  [i, j, width]: readonly [i: number, j: number, width: number],
  limit: number,
): number => {
  let sum = 0
  for (let at = 0; at < width;) {
    const stop = Math.min(at + 16, width)
    for (; at < stop; at++) {
      const difference = (a[i + at] ?? 0) - (b[j + at] ?? 0)
      sum += difference * difference
    }
    if (sum >= limit) return sum
  }
  return sum
}

/** Puts a neighbour into the sorted list that begins at `start`, whose last one falls out. */
const insert = ({ k, rows, distances }: Neighbours, start: number, row: number, distance: number): void => {
  let at = start + k - 1
  for (; at > start && (distances[at - 1] ?? 0) > distance; at--) {
    distances[at] = distances[at - 1] ?? 0
    rows[at] = rows[at - 1] ?? 0
  }
  distances[at] = distance
  rows[at] = row
}

/**
 * The k nearest reference points of every point by Euclidean distance, exactly, by comparing all pairs; of equally near
 * ones the first in order. `excludeSelf` is for points among themselves: point i is no neighbour of itself, though its
 * duplicates are. There are fewer than k neighbours where there are fewer reference points.
 */
export const nearestNeighbours = (
  points: Points,
  reference: Points,
  k: number,
  { excludeSelf = false }: { readonly excludeSelf?: boolean } = {},
): Neighbours => {
  const { width } = points
  const count = Math.max(0, Math.min(k, reference.length - (excludeSelf ? 1 : 0)))
  const found: Neighbours = {
    length: points.length,
    k: count,
    rows: new Uint32Array(points.length * count),
    distances: new Float64Array(points.length * count).fill(Number.POSITIVE_INFINITY),
  }
  if (count === 0) return found
  for (let start = 0; start < reference.length; start += blockLength) {
    const stop = Math.min(start + blockLength, reference.length)
    for (let i = 0; i < points.length; i++) {
      const list = i * count
      for (let j = start; j < stop; j++) {
        if (excludeSelf && i === j) continue
        const limit = found.distances[list + count - 1] ?? 0
        const distance = squaredDistance(points.values, reference.values, [i * width, j * width, width], limit)
        if (distance < limit) insert(found, list, j, distance)
      }
    }
  }
  for (let i = 0; i < found.distances.length; i++) found.distances[i] = Math.sqrt(found.distances[i] ?? 0)
  return found
}
