import type { Points } from './points.ts'
import { nearestNeighbours } from './neighbours.ts'

/** The rank of every other point by its distance from one: 1 for the nearest. */
const ranksFrom = ({ values, width, length }: Points, from: number): Uint32Array => {
  const distances = Float64Array.from({ length }, (_, i) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += ((values[i * width + j] ?? 0) - (values[from * width + j] ?? 0)) ** 2
    return sum
  })
  distances[from] = Number.NEGATIVE_INFINITY
  const order = Uint32Array.from({ length }, (_, i) => i).toSorted(
    (a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b,
  )
  const ranks = new Uint32Array(length)
  order.forEach((point, rank) => (ranks[point] = rank))
  return ranks
}

/**
 * How far the k nearest neighbours in an embedding are neighbours in the original space (Venna and Kaski 2001): 1 if all
 * are, less the farther intruders come from; needs k < n / 2. **Continuity** is the same with the two spaces exchanged.
 */
export const trustworthiness = (original: Points, embedded: Points, k: number): number => {
  const n = original.length
  const { rows } = nearestNeighbours(embedded, embedded, k, { excludeSelf: true })
  let penalty = 0
  for (let i = 0; i < n; i++) {
    const ranks = ranksFrom(original, i)
    for (const neighbour of rows.subarray(i * k, (i + 1) * k)) penalty += Math.max(0, (ranks[neighbour] ?? 0) - k)
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty
}
