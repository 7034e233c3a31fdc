import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { Numbers } from './chunk.ts'
import type { Schema } from './schema.ts'

/** The condition of every row, a further input of a conditional model: one-hot classes, or columns of numbers. */
export interface ConditionRows {
  readonly kind: 'classes' | 'columns'
  /** How many numbers there are for each row. */
  readonly width: number
  /** length × width, row-major. */
  readonly values: Float32Array
  /** The class of each row by name, where the condition is one column of categories. */
  readonly classes?: ReadonlyArray<string>
  /** What the columns of a table hold that the condition comes from; categories are one-hot. */
  readonly schema?: Schema
}

/**
 * Rows in memory, one after the other. Before preprocessing they are in the units of the data, in float64 where times and
 * large offsets need the digits: a `RawDataset`. After it they are what the model sees, in float32.
 */
export interface Dataset<Values extends Numbers = Float32Array> {
  /** The sizes of one row: [784], [1, 28, 28]. */
  readonly sizes: Sizes
  readonly length: number
  /** length × sizes, row-major; a missing entry is 0 here and 0 in the mask. */
  readonly values: Values
  /** 1 where an entry is known, 0 where it is missing; absent where nothing is missing. */
  readonly mask?: Float32Array
  /** How much each row counts; absent where all count alike. */
  readonly weights?: Float32Array
  readonly labels?: ReadonlyArray<string>
  /** What names each row, where something does. */
  readonly ids?: ReadonlyArray<string>
  readonly condition?: ConditionRows
  /** The names of the columns, where there are any. */
  readonly columns?: ReadonlyArray<string>
  /** What the columns hold, in their order, where it is known. */
  readonly schema?: Schema
  /** The texts that the cells of columns of free text are indices of. */
  readonly texts?: ReadonlyArray<string>
}

/** Rows in the units of the data, before preprocessing. */
export type RawDataset = Dataset<Numbers>

/** New numbers of the type of others, all 0. */
const zerosLike = <Values extends Numbers>(from: Values, length: number): Values =>
  // Each branch makes the type that it tests for, which the compiler does not follow through the type parameter.
  (from instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as Values

/** The numbers from one place up to another, which see the same memory. */
const partOf = <Values extends Numbers>(from: Values, start: number, stop: number): Values =>
  // `subarray` keeps the type of its array, which the compiler does not follow through the type parameter.
  from.subarray(start, stop) as Values

/** Copies rows of so many numbers each, one after the other. */
export const copyRows = <Out extends Numbers>(
  from: Numbers,
  rows: ArrayLike<number>,
  width: number,
  out: Out,
  at = 0,
): Out => {
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] ?? 0) * width
    out.set(from.subarray(start, start + width), at + i * width)
  }
  return out
}

/** Where chosen rows of an array go: so many numbers. */
type Place = <Values extends Numbers>(from: Values, length: number) => Values

const choose = <Values extends Numbers>(
  data: Dataset<Values>,
  rows: ArrayLike<number>,
  place: Place,
): Dataset<Values> => {
  const width = product(data.sizes)
  const { values, mask, weights, labels, ids, condition } = data
  const pick = <Some extends Numbers>(from: Some, each: number): Some =>
    copyRows(from, rows, each, place(from, rows.length * each))
  const pickText = (from: ReadonlyArray<string>): ReadonlyArray<string> => Array.from(rows, (row) => from[row] ?? '')
  return {
    ...data,
    length: rows.length,
    values: pick(values, width),
    ...present({
      mask: mask && pick(mask, width),
      weights: weights && pick(weights, 1),
      labels: labels && pickText(labels),
      ids: ids && pickText(ids),
      condition: condition && {
        ...condition,
        values: pick(condition.values, condition.width),
        ...present({ classes: condition.classes && pickText(condition.classes) }),
      },
    }),
  }
}

/** The rows of these numbers, in their order. */
export const select = <Values extends Numbers>(data: Dataset<Values>, rows: ArrayLike<number>): Dataset<Values> =>
  choose(data, rows, zerosLike)

/**
 * The rows of these rising numbers, moved together in the memory of the data itself, which is used up: for data that is
 * not to be held twice.
 */
export const compact = <Values extends Numbers>(data: Dataset<Values>, rows: ArrayLike<number>): Dataset<Values> =>
  choose(data, rows, (from, length) => partOf(from, 0, length))

const conditionPart = (condition: ConditionRows, start: number, stop: number): ConditionRows => ({
  ...condition,
  values: condition.values.subarray(start * condition.width, stop * condition.width),
  ...present({ classes: condition.classes?.slice(start, stop) }),
})

/** The rows from one number up to another, which see the same memory. */
export const between = <Values extends Numbers>(
  data: Dataset<Values>,
  start: number,
  stop: number,
): Dataset<Values> => {
  const width = product(data.sizes)
  const { values, mask, weights, labels, ids, condition } = data
  return {
    ...data,
    length: stop - start,
    values: partOf(values, start * width, stop * width),
    ...present({
      mask: mask?.subarray(start * width, stop * width),
      weights: weights?.subarray(start, stop),
      labels: labels?.slice(start, stop),
      ids: ids?.slice(start, stop),
      condition: condition && conditionPart(condition, start, stop),
    }),
  }
}

/** The first rows, at most so many. */
export const take = <Values extends Numbers>(data: Dataset<Values>, length: number): Dataset<Values> =>
  length >= data.length ? data : between(data, 0, length)
