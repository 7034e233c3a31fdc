import type { Points } from '../../statistics/index.ts'
import { pointAt, pointsOf } from '../../statistics/index.ts'
import { product } from '../../tensor/shape.ts'
import type { ScoreInput } from './score.ts'

/** Output − target of every row, [N × width of the target]; 0 where the target is missing. */
export const residuals = async ({ rows, target, output }: ScoreInput): Promise<Points> => {
  const { data } = await output()
  const values = Float64Array.from(data, (value, i) => (target.mask?.[i] === 0 ? 0 : value - (target.values[i] ?? 0)))
  return { length: rows.length, width: product(target.sizes), values }
}

/** The code of every row as a point. */
export const codePoints = async ({ codes, rows, model }: ScoreInput): Promise<Points> => ({
  ...pointsOf(await codes()),
  length: rows.length,
  width: product(model.code),
})

/** Whether the target of a model has the sizes of its input, so that outputs can stand for missing entries of rows. */
const reconstructs = ({ model: { input, target } }: ScoreInput): boolean => product(input) === product(target)

/**
 * Every row as the model sees it. A missing entry is what the model reconstructs there, or 0 where it gives something else
 * than its rows.
 */
export const rowPoints = async (input: ScoreInput): Promise<Points> => {
  const { sizes, values, mask, length } = input.rows
  const width = product(sizes)
  if (mask === undefined || !reconstructs(input)) return { length, width, values }
  const { data } = await input.output()
  return { length, width, values: values.map((value, i) => (mask[i] === 0 ? (data[i] ?? 0) : value)) }
}

/** The points of two lists side by side. */
export const besides = (a: Points, b: Points): Points => {
  const width = a.width + b.width
  const values = new Float64Array(a.length * width)
  for (let row = 0; row < a.length; row++) {
    values.set(pointAt(a, row), row * width)
    values.set(pointAt(b, row), row * width + a.width)
  }
  return { length: a.length, width, values }
}

/** One number of every point. */
export const eachRow = (points: Points, f: (row: ArrayLike<number>) => number): Float64Array =>
  Float64Array.from({ length: points.length }, (_, row) => f(pointAt(points, row)))

export const sumOf = (numbers: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? 0
  return sum
}
