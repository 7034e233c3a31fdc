import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { Points } from './points.ts'
import { pointAt } from './points.ts'

/** Directions between two groups of points. */
export interface Discriminant {
  /** From the mean of the points that are not of the group to the mean of those that are. */
  readonly means: Float64Array
  /** Fisher's linear discriminant, of length 1; 0 where the means are equal. */
  readonly best: Float64Array
}

const meanOf = (points: Points, rows: ReadonlyArray<number>): Float64Array => {
  const mean = new Float64Array(points.width)
  for (const row of rows) pointAt(points, row).forEach((value, j) => (mean[j] = (mean[j] ?? 0) + value / rows.length))
  return mean
}

/** Adds the products of the deviations of points from their mean. */
const addScatter = (points: Points, rows: ReadonlyArray<number>, mean: Float64Array, scatter: Matrix): void => {
  for (const row of rows) {
    const centred = pointAt(points, row).map((value, j) => value - (mean[j] ?? 0))
    for (let i = 0; i < centred.length; i++)
      for (let j = 0; j <= i; j++) scatter.set(i, j, scatter.get(i, j) + (centred[i] ?? 0) * (centred[j] ?? 0))
  }
  for (let i = 0; i < points.width; i++) for (let j = 0; j < i; j++) scatter.set(j, i, scatter.get(i, j))
}

/** This part of the mean variance is added to every variance, so that directions without any can be solved for. */
const ridge = 1e-3

const unitLength = (vector: Float64Array): Float64Array => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? vector : vector.map((value) => value / length)
}

/**
 * Fisher's linear discriminant of two groups of points (Fisher 1936), with a small ridge on the covariance within them:
 *
 *     w ∝ (S + ε tr(S)/d · I)⁻¹ (m₁ − m₀)      S the covariance within the groups, ε = 0.001
 */
export const linearDiscriminant = (
  points: Points,
  rows: ReadonlyArray<number>,
  isOf: ReadonlyArray<boolean>,
): Discriminant => {
  const { width } = points
  const groups = [true, false].map((kind) => rows.filter((row) => isOf[row] === kind))
  const [ones = new Float64Array(width), zeros = new Float64Array(width)] = groups.map((group) => meanOf(points, group))
  const means = ones.map((value, j) => value - (zeros[j] ?? 0))
  const scatter = Matrix.zeros(width, width)
  groups.forEach((group, i) => addScatter(points, group, i === 0 ? ones : zeros, scatter))
  scatter.div(rows.length)
  const least = ridge * (scatter.trace() / width)
  const regular = scatter.add(Matrix.eye(width, width, least > 0 ? least : 1))
  const solved = new CholeskyDecomposition(regular).solve(Matrix.columnVector([...means]))
  return { means, best: unitLength(Float64Array.from(solved.to1DArray())) }
}
