import { fitPca } from '../pca.ts'
import type { Points } from '../points.ts'
import { pointAt } from '../points.ts'
import type { OutlierScore } from './outlierScore.ts'

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** The squared distance of each point from the plane of so many principal components of the training points. */
export const fitPcaResidual = ({ length, width, values }: Points, components: number): OutlierScore => {
  const rows = { length, sizes: [width], values: Float32Array.from(values) }
  const { mean, components: directions } = fitPca(rows, components)
  return (points) =>
    Float64Array.from({ length: points.length }, (_, row) => {
      const left = Float64Array.from(pointAt(points, row), (value, j) => value - (mean[j] ?? 0))
      for (const direction of directions) {
        const along = dot(direction, left)
        for (let j = 0; j < width; j++) left[j] = (left[j] ?? 0) - along * (direction[j] ?? 0)
      }
      return dot(left, left)
    })
}
