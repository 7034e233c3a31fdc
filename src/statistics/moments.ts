import type { Points } from './points.ts'

/** The mean and the standard deviation of every entry of points, by division by n. */
export interface Moments {
  readonly means: Float64Array
  readonly deviations: Float64Array
}

export const momentsOf = ({ length, width, values }: Points): Moments => {
  const means = new Float64Array(width)
  const squares = new Float64Array(width)
  const overRows = (add: (j: number, value: number) => void): void => {
    for (let i = 0; i < length; i++) for (let j = 0; j < width; j++) add(j, values[i * width + j] ?? 0)
  }
  overRows((j, value) => (means[j] = (means[j] ?? 0) + value / length))
  overRows((j, value) => (squares[j] = (squares[j] ?? 0) + (value - (means[j] ?? 0)) ** 2 / length))
  return { means, deviations: squares.map(Math.sqrt) }
}

/** The mean of numbers; NaN of none. */
export const meanOf = (numbers: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? 0
  return sum / numbers.length
}

/** The variance of numbers, by division by n. */
export const varianceOf = (numbers: ArrayLike<number>): number => {
  const mean = meanOf(numbers)
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += ((numbers[i] ?? 0) - mean) ** 2
  return sum / numbers.length
}
