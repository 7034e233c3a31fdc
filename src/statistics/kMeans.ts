import type { Stream } from '../random/index.ts'
import { child, draw } from '../random/index.ts'
import type { Points } from './points.ts'

/** Groups of points: the centre of each, and the centre that is nearest to every point. */
export interface KMeans {
  /** k × width, row-major. */
  readonly centres: Float64Array
  readonly nearest: Uint32Array
  /** The mean over the points of the squared distance to the nearest centre. */
  readonly inertia: number
}

const squaredDistance = ({ values, width }: Points, row: number, centres: Float64Array, centre: number): number => {
  const [a, b] = [row * width, centre * width]
  let sum = 0
  for (let j = 0; j < width; j++) {
    const difference = (values[a + j] ?? 0) - (centres[b + j] ?? 0)
    sum += difference * difference
  }
  return sum
}

/** The first place at which the running sum of weights is above a share of their sum; the last with a weight at most. */
const placeAt = (weights: Float64Array, share: number): number => {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0)
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0
    if (weight === 0) continue
    last = i
    left -= weight
    if (left < 0) return i
  }
  return last
}

/**
 * Starting centres by k-means++ (Arthur and Vassilvitskii 2007): each is one of the points, drawn in proportion to its
 * squared distance from the centres before.
 */
export const kMeansPlusPlus = (points: Points, k: number, from: Stream): Float64Array => {
  const { length, width, values } = points
  const centres = new Float64Array(k * width)
  const uniform = draw(from, k, { kind: 'uniform' })
  const weights = new Float64Array(length).fill(1)
  for (let centre = 0; centre < k; centre++) {
    const row = placeAt(weights, uniform[centre] ?? 0)
    centres.set(values.subarray(row * width, (row + 1) * width), centre * width)
    for (let i = 0; i < length; i++) {
      const distance = squaredDistance(points, i, centres, centre)
      if (centre === 0 || distance < (weights[i] ?? 0)) weights[i] = distance
    }
  }
  return centres
}

/** Assigns every point to its nearest centre, the first of equally near ones; the mean squared distance. */
const assign = (points: Points, centres: Float64Array, nearest: Uint32Array): number => {
  const k = centres.length / points.width
  let total = 0
  for (let i = 0; i < points.length; i++) {
    let best = Number.POSITIVE_INFINITY
    for (let centre = 0; centre < k; centre++) {
      const distance = squaredDistance(points, i, centres, centre)
      if (distance < best) {
        best = distance
        nearest[i] = centre
      }
    }
    total += best
  }
  return total / points.length
}

/** The mean of each group; a group without points keeps its centre. */
const means = ({ length, width, values }: Points, nearest: Uint32Array, before: Float64Array): Float64Array => {
  const sums = new Float64Array(before.length)
  const counts = new Float64Array(before.length / width)
  for (let i = 0; i < length; i++) {
    const centre = nearest[i] ?? 0
    counts[centre] = (counts[centre] ?? 0) + 1
    for (let j = 0; j < width; j++)
      sums[centre * width + j] = (sums[centre * width + j] ?? 0) + (values[i * width + j] ?? 0)
  }
  return sums.map((sum, i) => {
    const count = counts[Math.floor(i / width)] ?? 0
    return count === 0 ? (before[i] ?? 0) : sum / count
  })
}

/**
 * k groups of points by Lloyd's algorithm (1982) from a k-means++ start: until the mean squared distance falls by less than
 * one part in 10⁴, at most `iterations` times.
 */
export const kMeans = (
  points: Points,
  k: number,
  from: Stream,
  { iterations = 100 }: { readonly iterations?: number } = {},
): KMeans => {
  const nearest = new Uint32Array(points.length)
  let centres = kMeansPlusPlus(points, k, child(from, 'k-means++'))
  let inertia = assign(points, centres, nearest)
  for (let i = 0; i < iterations; i++) {
    centres = means(points, nearest, centres)
    const next = assign(points, centres, nearest)
    const hasConverged = inertia - next <= 1e-4 * inertia
    inertia = next
    if (hasConverged) break
  }
  return { centres, nearest, inertia }
}
