import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'

/** Points in so many dimensions, one after the other: rows, codes. */
export interface Points {
  readonly length: number
  readonly width: number
  /** length × width, row-major. */
  readonly values: Float32Array | Float64Array
}

/** The rows of a tensor [N, …sizes] as points of product(sizes) dimensions. */
export const pointsOf = ({ shape: [length = 0, ...sizes], data }: HostTensor): Points => ({
  length,
  width: product(sizes),
  values: data,
})

/** One point, which sees the same memory. */
export const pointAt = ({ values, width }: Points, row: number): Float32Array | Float64Array =>
  values.subarray(row * width, (row + 1) * width)

/** Some of the points, copied, in the order of the rows. */
export const selectPoints = (points: Points, rows: ArrayLike<number>): Points => {
  const { width } = points
  const values = new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) values.set(pointAt(points, rows[i] ?? 0), i * width)
  return { length: rows.length, width, values }
}
