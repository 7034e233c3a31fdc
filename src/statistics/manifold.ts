import { nearestNeighbours } from './neighbours.ts'
import type { Points } from './points.ts'

/** The share of points that lie in a ball around some reference point, as wide as the distance of its k-th neighbour. */
const covered = (points: Points, reference: Points, k: number): number => {
  const { distances, k: found } = nearestNeighbours(reference, reference, k, { excludeSelf: true })
  const { width } = reference
  let inside = 0
  for (let i = 0; i < points.length; i++)
    for (let r = 0; r < reference.length; r++) {
      const limit = (distances[(r + 1) * found - 1] ?? 0) ** 2
      let sum = 0
      for (let j = 0; j < width && sum <= limit; j++)
        sum += ((points.values[i * width + j] ?? 0) - (reference.values[r * width + j] ?? 0)) ** 2
      if (sum <= limit) {
        inside++
        break
      }
    }
  return inside / points.length
}

/**
 * Improved precision and recall of samples (Kynkäänniemi et al. 2019): the share of samples that lie among the data, and
 * of the data that lie among the samples, where a set reaches as far from each of its points as its k-th neighbour.
 */
export const precisionRecall = (
  data: Points,
  samples: Points,
  k = 3,
): { readonly precision: number; readonly recall: number } => ({
  precision: covered(samples, data, k),
  recall: covered(data, samples, k),
})
