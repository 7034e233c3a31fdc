import type { Points } from '../points.ts'

/**
 * Makes points standardised by the training points: each column less their mean, divided by their standard deviation
 * (by division by n); a column that does not vary there is divided by 1.
 */
export const fitStandardise = ({ length, width, values }: Points): ((points: Points) => Points) => {
  const mean = new Float64Array(width)
  const deviation = new Float64Array(width)
  for (let i = 0; i < length * width; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0) / length
  for (let i = 0; i < length * width; i++)
    deviation[i % width] = (deviation[i % width] ?? 0) + ((values[i] ?? 0) - (mean[i % width] ?? 0)) ** 2 / length
  // A variance that is but rounding of the mean is none.
  const scale = deviation.map((variance, j) => {
    const isConstant = variance <= (10 * Number.EPSILON * Math.abs(mean[j] ?? 0)) ** 2 * length
    return isConstant ? 1 : Math.sqrt(variance)
  })
  return (points) => ({
    ...points,
    values: Float64Array.from(points.values, (value, i) => (value - (mean[i % width] ?? 0)) / (scale[i % width] ?? 1)),
  })
}
