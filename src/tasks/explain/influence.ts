import type { Dataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { jacobians } from './jacobian.ts'
import type { RowMap } from './rowMap.ts'
import { greatestFirst } from './strongest.ts'

/** How a column and an entry of the code move with each other, over rows. */
export interface Influence {
  readonly column: string
  /** The position of the column in a row. */
  readonly at: number
  /** The mean derivative; not for a position of a text, whose vector moves in many directions. */
  readonly derivative?: number
  /** The mean magnitude of the derivative; for a position of a text the mean length of its gradient. */
  readonly magnitude: number
  /** How far one moves as the other moves by its standard deviation: magnitude · deviation. */
  readonly effect: number
  /** What the column contributes, by integrated gradients: the mean magnitude over the rows of the path. */
  readonly contribution?: number
  /** What 1 of the column, as the model sees it, is in the units of the data, where that is the same everywhere. */
  readonly unit?: number
}

/** Means of a Jacobian over rows, [outputs × inputs] each. */
export interface MeanJacobian {
  readonly outputs: number
  readonly inputs: number
  readonly rows: number
  readonly mean: Float64Array
  readonly magnitude: Float64Array
}

/**
 * The mean derivative over rows and its mean magnitude. With `group` the inputs are vectors of so many numbers, each of which
 * counts as one input, with the length of its gradient as magnitude.
 */
export const meanJacobian = (
  map: RowMap,
  rows: Dataset,
  entries: { readonly outputs: ReadonlyArray<number> } | { readonly inputs: ReadonlyArray<number> },
  group = 1,
): MeanJacobian => {
  const all = (width: number) => Array.from({ length: width }, (_, i) => i)
  const sides = { outputs: all(product(map.output)), inputs: all(product(map.input)), ...entries }
  const [outputs, inputs] = [sides.outputs.length, sides.inputs.length / group]
  const [mean, magnitude] = [new Float64Array(outputs * inputs), new Float64Array(outputs * inputs)]
  for (const { values, rows: count } of jacobians(map, rows, sides))
    for (let row = 0; row < count; row++)
      for (let at = 0; at < mean.length; at++) {
        let [sum, squares] = [0, 0]
        for (let k = 0; k < group; k++) {
          const value = values[(row * mean.length + at) * group + k] ?? 0
          sum += value
          squares += value * value
        }
        mean[at] = (mean[at] ?? 0) + sum / rows.length
        magnitude[at] = (magnitude[at] ?? 0) + Math.sqrt(squares) / rows.length
      }
  return { outputs, inputs, rows: rows.length, mean, magnitude }
}

/** What an influence is made of, for each column. */
export interface Influencing {
  readonly columns: ReadonlyArray<string>
  readonly derivative?: (column: number) => number
  readonly magnitude: (column: number) => number
  readonly deviation: (column: number) => number
  readonly contribution?: (column: number) => number
}

/** The columns with the greatest effects, the greatest first. */
export const strongestInfluences = (
  { columns, derivative, magnitude, deviation, contribution }: Influencing,
  count: number,
): ReadonlyArray<Influence> => {
  const effect = (at: number): number => magnitude(at) * deviation(at)
  return greatestFirst(columns.length, effect, count).map((at) => ({
    column: columns[at] ?? '',
    at,
    magnitude: magnitude(at),
    effect: effect(at),
    ...present({ derivative: derivative?.(at), contribution: contribution?.(at) }),
  }))
}
