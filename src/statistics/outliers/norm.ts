import { pointAt } from '../points.ts'
import type { OutlierScore } from './outlierScore.ts'

/** The Euclidean norm of each point: of standardised points, how far it is from the mean of the training points. */
export const norm: OutlierScore = (points) =>
  Float64Array.from({ length: points.length }, (_, row) => {
    let sum = 0
    for (const value of pointAt(points, row)) sum += value * value
    return Math.sqrt(sum)
  })
