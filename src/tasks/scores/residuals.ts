import type { Points } from '../../statistics/index.ts'
import { pointAt } from '../../statistics/index.ts'
import { product } from '../../tensor/shape.ts'
import type { ScoreInput } from './score.ts'

/** Output − target of every row, [N × width of the target]; 0 where the target is missing. */
export const residuals = async ({ rows, target, output }: ScoreInput): Promise<Points> => {
  const { data } = await output()
  const values = Float64Array.from(data, (value, i) => (target.mask?.[i] === 0 ? 0 : value - (target.values[i] ?? 0)))
  return { length: rows.length, width: product(target.sizes), values }
}

/** One number of every point. */
export const eachRow = (points: Points, f: (row: Float32Array | Float64Array) => number): Float64Array =>
  Float64Array.from({ length: points.length }, (_, row) => f(pointAt(points, row)))
