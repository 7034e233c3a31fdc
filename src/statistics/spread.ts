import { Matrix } from 'ml-matrix'
import { allEigenpairs } from './eigenvectors.ts'
import { momentsOf } from './moments.ts'
import type { Points } from './points.ts'

/** The covariance of the dimensions, width × width, by division by `divisor`: n by default. */
export const covariance = (points: Points, divisor: number = points.length): ReadonlyArray<Float64Array> => {
  const { values, length, width } = points
  const { means } = momentsOf(points)
  const sums = Array.from({ length: width }, () => new Float64Array(width))
  const centred = new Float64Array(width)
  for (let row = 0; row < length; row++) {
    for (let j = 0; j < width; j++) centred[j] = (values[row * width + j] ?? 0) - (means[j] ?? 0)
    sums.forEach((sum, i) => {
      const factor = (centred[i] ?? 0) / divisor
      if (factor !== 0) for (let j = 0; j < width; j++) sum[j] = (sum[j] ?? 0) + factor * (centred[j] ?? 0)
    })
  }
  return sums
}

/** How many dimensions are active: their variance over the points is above 0.01 (Burda et al. 2016). */
export const activeUnits = (means: Points, least = 0.01): number =>
  momentsOf(means).deviations.filter((deviation) => deviation ** 2 > least).length

/**
 * The effective rank of points around their mean (Roy and Vetterli 2007): exp of the entropy of the singular values as
 * shares of their sum; from 1, all on a line, to the width. 0 for equal points.
 */
export const effectiveRank = (points: Points): number => {
  const matrix = new Matrix(covariance(points).map((row) => [...row]))
  const singular = allEigenpairs(matrix).map(({ value }) => Math.sqrt(Math.max(0, value)))
  const sum = singular.reduce((a, b) => a + b, 0)
  if (sum === 0) return 0
  return Math.exp(
    singular.reduce((left, value) => (value > 0 ? left - (value / sum) * Math.log(value / sum) : left), 0),
  )
}

/** The mean absolute correlation of every two dimensions that vary: 0 independent, 1 copies. NaN where fewer than two vary. */
export const redundancy = (points: Points): number => {
  const matrix = covariance(points)
  const varying = matrix.flatMap((row, i) => ((row[i] ?? 0) > 1e-12 ? [i] : []))
  let sum = 0
  for (const i of varying)
    for (const j of varying)
      if (i < j) sum += Math.abs(matrix[i]?.[j] ?? 0) / Math.sqrt((matrix[i]?.[i] ?? 0) * (matrix[j]?.[j] ?? 0))
  return sum / ((varying.length * (varying.length - 1)) / 2)
}
