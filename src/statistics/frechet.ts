import { Matrix } from 'ml-matrix'
import { allEigenpairs } from './eigenvectors.ts'
import { momentsOf } from './moments.ts'
import type { Points } from './points.ts'
import { covariance } from './spread.ts'

const matrixOf = (rows: ReadonlyArray<Float64Array>): Matrix => new Matrix(rows.map((row) => [...row]))

/** The symmetric square root of a covariance. */
const squareRoot = (matrix: Matrix): Matrix => {
  const pairs = allEigenpairs(matrix)
  const vectors = new Matrix(pairs.map(({ vector }) => [...vector]))
  const roots = Matrix.diag(pairs.map(({ value }) => Math.sqrt(Math.max(0, value))))
  return vectors.transpose().mmul(roots).mmul(vectors)
}

/**
 * The Fréchet distance of two sets of points taken as Gaussian (Dowson and Landau 1982; Heusel et al. 2017):
 * ‖μ − μ'‖² + tr(Σ + Σ' − 2·(Σ^½·Σ'·Σ^½)^½), covariances by division by n − 1. 0 for the same mean and covariance.
 */
export const frechetDistance = (a: Points, b: Points): number => {
  const [meanA, meanB] = [momentsOf(a).means, momentsOf(b).means]
  const [first, second] = [matrixOf(covariance(a, a.length - 1)), matrixOf(covariance(b, b.length - 1))]
  const shift = meanA.reduce((sum, value, j) => sum + (value - (meanB[j] ?? 0)) ** 2, 0)
  const root = squareRoot(first)
  const product = root.mmul(second).mmul(root)
  const symmetric = Matrix.add(product, product.transpose()).mul(0.5)
  const overlap = allEigenpairs(symmetric).reduce((sum, { value }) => sum + Math.sqrt(Math.max(0, value)), 0)
  return Math.max(0, shift + first.trace() + second.trace() - 2 * overlap)
}
