import type { Stream } from '../random/index.ts'
import { draw, path } from '../random/index.ts'
import type { Points } from './points.ts'

/** The mean of the kernel exp(−‖a − b‖² / 2d) over all pairs; of points among themselves without those of a point with itself. */
const meanKernel = (a: Points, b: Points): number => {
  const { width } = a
  const isSame = a === b
  let sum = 0
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      if (isSame && i === j) continue
      let squares = 0
      for (let at = 0; at < width; at++)
        squares += ((a.values[i * width + at] ?? 0) - (b.values[j * width + at] ?? 0)) ** 2
      sum += Math.exp(-squares / (2 * width))
    }
  return sum / (a.length * (isSame ? b.length - 1 : b.length))
}

/**
 * The squared maximum mean discrepancy between points of d dimensions and the unit Gaussian by the unbiased estimator
 * (Gretton et al. 2012, lemma 6), with the kernel exp(−‖a − b‖² / 2d) and as many samples of the Gaussian as there are points,
 * divided by the mean of the kernel under the Gaussian, (1 + 2/d)^(−d/2): about 0 where they agree, 1 where all points are far
 * away and apart, more where they are one point.
 */
export const meanDiscrepancy = (points: Points, seed: Stream): number => {
  const { length, width } = points
  const values = draw(path(seed, 'mean discrepancy'), length * width, { kind: 'normal' })
  const prior: Points = { length, width, values }
  const squared = meanKernel(points, points) + meanKernel(prior, prior) - 2 * meanKernel(points, prior)
  return squared / (1 + 2 / width) ** (-width / 2)
}
