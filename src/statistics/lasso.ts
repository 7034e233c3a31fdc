import type { Points } from './points.ts'

/** Columns less their mean, one after the other. */
const centredColumns = ({ values, width, length }: Points): ReadonlyArray<Float64Array> =>
  Array.from({ length: width }, (_, j) => {
    const column = Float64Array.from({ length }, (__, i) => values[i * width + j] ?? 0)
    const mean = column.reduce((sum, value) => sum + value, 0) / length
    return column.map((value) => value - mean)
  })

const softThreshold = (value: number, by: number): number => Math.sign(value) * Math.max(0, Math.abs(value) - by)

/**
 * L1-regularised linear regression by coordinate descent (Friedman, Hastie and Tibshirani 2010): the weights of each
 * dimension, with an intercept that is left out.
 *
 *     min  ‖y − X·w − b‖² / (2n) + α·‖w‖₁
 */
export const lasso = (
  points: Points,
  target: ArrayLike<number>,
  alpha: number,
  { tolerance = 1e-10, iterations = 1000 } = {},
): Float64Array => {
  const columns = centredColumns(points)
  const [residual = new Float64Array(0)] = centredColumns({
    length: points.length,
    width: 1,
    values: Float64Array.from(target),
  })
  const squares = columns.map((column) => column.reduce((sum, value) => sum + value * value, 0) / points.length)
  const weights = new Float64Array(points.width)
  for (let pass = 0; pass < iterations; pass++) {
    let moved = 0
    columns.forEach((column, j) => {
      const square = squares[j] ?? 0
      if (square === 0) return
      const before = weights[j] ?? 0
      const pull = column.reduce((sum, value, i) => sum + value * (residual[i] ?? 0), 0) / points.length
      const after = softThreshold(pull + square * before, alpha) / square
      if (after === before) return
      for (let i = 0; i < residual.length; i++) residual[i] = (residual[i] ?? 0) - (after - before) * (column[i] ?? 0)
      weights[j] = after
      moved = Math.max(moved, Math.abs(after - before))
    })
    if (moved <= tolerance) break
  }
  return weights
}
